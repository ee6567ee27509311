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
