# What a container may have beyond the defaults, which are the safe ones.

variable "ulimits" {
  description = "Limit of the kernel → how much of it a process of the container may have, soft where it may raise it by itself up to hard; for example { nofile = { soft = 65536, hard = 65536 } } for open files. -1 is no limit. What is left out is as the instance has it."
  type        = map(object({ soft = number, hard = number }))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.ulimits), local.ulimit_names)) == 0
    error_message = "ulimits of ${var.name} has limits that ECS does not know: ${join(", ", setsubtract(keys(var.ulimits), local.ulimit_names))}. Write some of ${join(", ", local.ulimit_names)}."
  }

  validation {
    condition     = alltrue(flatten([for limit in values(var.ulimits) : [for value in [limit.soft, limit.hard] : value >= -1 && floor(value) == value]]))
    error_message = "ulimits of ${var.name} has what is no limit: ${join(", ", [for key, limit in var.ulimits : "${key} (${limit.soft}, ${limit.hard})"])}. Write whole numbers, 0 or more, or -1 for no limit."
  }

  validation {
    condition     = alltrue([for limit in values(var.ulimits) : limit.hard == -1 || (limit.soft != -1 && limit.soft <= limit.hard)])
    error_message = "ulimits of ${var.name} has a soft limit above its hard one: ${join(", ", [for key, limit in var.ulimits : "${key} (${limit.soft}, ${limit.hard})"])}. No container starts with it: write a soft limit of at most the hard one."
  }
}

variable "writable_root" {
  description = "Why the container must write to its root file system, which is read-only else: reason. What it writes is gone with the task. Where single folders do, write tmpfs. The policy refuses it without an allowance (containers-locked-down)."
  type        = object({ reason = string })
  default     = null

  validation {
    condition     = try(length(regexall("[^[:space:]]+", var.writable_root.reason)) >= 3, var.writable_root == null)
    error_message = "writable_root of ${var.name} has the reason \"${try(var.writable_root.reason, "")}\": write in three words or more what the image writes and why tmpfs does not do, for those who review it."
  }
}

variable "image_user" {
  description = "Why the user is left to the image, in the place of user, where the image must begin as root, or names its user: reason. No capability comes with it. The policy refuses it without an allowance (containers-locked-down)."
  type        = object({ reason = string })
  default     = null

  validation {
    condition     = try(length(regexall("[^[:space:]]+", var.image_user.reason)) >= 3, var.image_user == null)
    error_message = "image_user of ${var.name} has the reason \"${try(var.image_user.reason, "")}\": write in three words or more why no number in user does, for those who review it."
  }
}

variable "env_file" {
  description = "ARN of an object in S3 with more of the container's environment, a line NAME=value each, for example \"arn:aws:s3:::shop-prod-settings/orders.env\". ECS reads it as a task starts, by the execution role: a change of it counts for tasks that start later, and without it none starts. environment and secrets have the last word. Whoever may read the bucket reads it: a secret belongs in secrets."
  type        = string
  default     = null

  validation {
    condition     = var.env_file == null || can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]+/[^*?[:space:]]+\\.env$", var.env_file))
    error_message = "The env_file of ${var.name} is \"${coalesce(var.env_file, "null")}\": write the ARN of an object whose name ends in .env, arn:aws:s3:::<bucket>/<key>.env; in the settings of an environment also <bucket>/<key>.env with a bucket of its own."
  }
}

variable "volumes" {
  description = "Volume → a file system of EFS that the service's container has at path: its id, and that of an access point, which says whose the files are and which folder is seen. Both must be there, with a mount target in each zone that lets the tasks' security group in at 2049. Tasks speak to it over TLS and by their role, which needs elasticfilesystem:ClientMount, and ClientWrite unless read_only."
  type = map(object({
    path            = string
    file_system_id  = string
    access_point_id = string
    read_only       = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.volumes) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "volumes of ${var.name} has names that can't be: ${join(", ", keys(var.volumes))}. Write at most 24 lower-case letters, digits and single hyphens, beginning with a letter, for example uploads."
  }

  validation {
    condition     = alltrue([for volume in var.volumes : can(regex("^fs-[0-9a-f]{8,40}$", volume.file_system_id)) && can(regex("^fsap-[0-9a-f]{8,40}$", volume.access_point_id))])
    error_message = "volumes of ${var.name} has ids that are none: ${join(", ", [for name, volume in var.volumes : "${name} (${volume.file_system_id}, ${volume.access_point_id})"])}. Write those of a file system, fs-…, and of one of its access points, fsap-…"
  }

  validation {
    condition = (
      alltrue([for volume in var.volumes : can(regex("^(?:/[A-Za-z0-9._-]+)+$", volume.path)) && !strcontains("${volume.path}/", "/../")]) &&
      length(distinct(concat(keys(var.tmpfs), values(var.volumes)[*].path))) == length(var.tmpfs) + length(var.volumes)
    )
    error_message = "volumes of ${var.name} has paths that can't be, or that another volume or tmpfs has: ${join(", ", [for name, volume in var.volumes : "${name} (${volume.path})"])}. Write one that begins with a slash, is not the root and does not end with a slash, each once."
  }
}
