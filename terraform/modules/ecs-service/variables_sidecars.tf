# Containers beside the service's own, in the same task: they share its network, its roles and its fate.

variable "sidecars" {
  description = "Container beside the service's own → its settings. image by digest; command, environment, secrets, not_secrets, user, image_user, writable_root, tmpfs and health_check are as those of the service, and its container is locked down by the same defaults. cpu and memory come on top of the service's. Where essential, which is the default, the task ends with it, and is replaced; one that is not is missing from then on. port is what it listens on, and told to it as PORT: the containers of a task reach each other at localhost, and nobody else does. starts_after is container → START or HEALTHY: it starts after that one has, or is well; the service's container has the service's name. Its log is in the service's group, in streams that begin with its name."
  type = map(object({
    image         = string
    command       = optional(list(string), [])
    environment   = optional(map(string), {})
    not_secrets   = optional(set(string), [])
    secrets       = optional(map(string), {})
    cpu           = optional(number, 64)
    memory        = optional(number, 128)
    essential     = optional(bool, true)
    port          = optional(number)
    user          = optional(string, "65532:65532")
    image_user    = optional(object({ reason = string }))
    writable_root = optional(object({ reason = string }))
    tmpfs         = optional(map(number), {})
    starts_after  = optional(map(string), {})
    health_check  = optional(object({ command = list(string), interval = optional(number, 30), timeout = optional(number, 5), retries = optional(number, 3), start_period = optional(number, 30) }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.sidecars) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24 && !contains([var.name, "service-connect"], name)])
    error_message = "sidecars of ${var.name} has names that no container beside it can have: ${join(", ", keys(var.sidecars))}. Write at most 24 lower-case letters, digits and single hyphens, beginning with a letter, and neither \"${var.name}\", which is the service's own container, nor \"service-connect\"."
  }

  validation {
    condition     = length(var.sidecars) <= 8
    error_message = "sidecars of ${var.name} has ${length(var.sidecars)} containers: write at most 8. ECS takes 10 in a task, of which the service's own and the proxy of Service Connect are two."
  }

  validation {
    condition     = length(var.sidecars) == 0 || var.shape != "job"
    error_message = "${var.name} is a job and has sidecars: take them out. A job ends by itself; what runs beside it does not, and is killed then, which looks like a run that failed."
  }

  validation {
    condition     = alltrue([for sidecar in var.sidecars : can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", sidecar.image))])
    error_message = "These sidecars of ${var.name} have an image that is not given by digest: ${join(", ", [for name, sidecar in var.sidecars : "${name} (${sidecar.image})" if !can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", sidecar.image))])}. Write <repository>@sha256:<64 hexadecimal digits>."
  }

  validation {
    condition     = alltrue([for sidecar in var.sidecars : sidecar.cpu >= 16 && floor(sidecar.cpu) == sidecar.cpu && sidecar.memory >= 16 && floor(sidecar.memory) == sidecar.memory])
    error_message = "sidecars of ${var.name} has sizes that are none: ${join(", ", [for name, sidecar in var.sidecars : "${name} (cpu ${sidecar.cpu}, memory ${sidecar.memory})"])}. Write whole numbers, CPU units of 16 or more (1024 are one core) and MiB of 16 or more."
  }

  validation {
    condition     = alltrue([for sidecar in var.sidecars : can(regex("^[1-9][0-9]*(?::[1-9][0-9]*)?$", sidecar.user))])
    error_message = "These sidecars of ${var.name} have a user that may be root: ${join(", ", [for name, sidecar in var.sidecars : "${name} (${sidecar.user})" if !can(regex("^[1-9][0-9]*(?::[1-9][0-9]*)?$", sidecar.user))])}. Write numbers other than 0, <user>:<group>, for example \"65532:65532\", or image_user with a reason."
  }

  validation {
    condition     = alltrue(flatten([for sidecar in var.sidecars : [for lock in concat(sidecar.image_user[*], sidecar.writable_root[*]) : length(regexall("[^[:space:]]+", lock.reason)) >= 3]]))
    error_message = "sidecars of ${var.name} has an image_user or a writable_root without a reason: write in three words or more why the image needs it, for those who review it."
  }

  validation {
    condition = alltrue(flatten([for sidecar in var.sidecars : [
      for name in keys(sidecar.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && name != "PORT" &&
      (contains(sidecar.not_secrets, name) || !can(regex(local.secret_word, name)) || can(regex(local.harmless_end, name)))
    ]]))
    error_message = "sidecars of ${var.name} has names in environment that no process can read, that are PORT, or that are names of secrets: ${join(", ", flatten([for name, sidecar in var.sidecars : [for key in keys(sidecar.environment) : "${name} (${key})"]]))}. Write letters, digits and underscores, give the port as port, and a secret by ARN in secrets; a value that is none needs its name in not_secrets."
  }

  validation {
    condition = alltrue(flatten([for sidecar in var.sidecars : [
      for key, arn in sidecar.secrets : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)", arn)) && !contains(concat(keys(sidecar.environment), ["PORT"]), key)
    ]]))
    error_message = "These secrets of sidecars of ${var.name} are not given by ARN, or stand in environment, too: ${join(", ", flatten([for name, sidecar in var.sidecars : [for key in keys(sidecar.secrets) : "${name} (${key})"]]))}. Write the ARN of a secret or parameter, never the value, and keep one of the two."
  }

  validation {
    condition = alltrue(flatten([for sidecar in var.sidecars : concat([sum(concat([0], values(sidecar.tmpfs))) < sidecar.memory], [
      for path, size in sidecar.tmpfs : can(regex("^(?:/[A-Za-z0-9._-]+)+$", path)) && !strcontains("${path}/", "/../") && size >= 1 && floor(size) == size
    ])]))
    error_message = "sidecars of ${var.name} has tmpfs folders that can't be made, or that hold more than memory: ${join(", ", [for name, sidecar in var.sidecars : "${name} (${jsonencode(sidecar.tmpfs)}, memory ${sidecar.memory})" if length(sidecar.tmpfs) > 0])}. Write a path that begins with a slash, and a whole number of MiB, for example { \"/tmp\" = 16 }."
  }

  validation {
    condition = (
      alltrue([for sidecar in var.sidecars : try(sidecar.port >= 1024 && sidecar.port <= 65535 && floor(sidecar.port) == sidecar.port, sidecar.port == null)]) &&
      length(distinct(concat(var.port[*], flatten([for sidecar in var.sidecars : sidecar.port[*]])))) == length(concat(var.port[*], flatten([for sidecar in var.sidecars : sidecar.port[*]])))
    )
    error_message = "sidecars of ${var.name} has ports that are none, or that two containers of a task have: ${join(", ", [for name, sidecar in var.sidecars : "${name} (${sidecar.port})" if sidecar.port != null])}, beside ${coalesce(var.port, 0)} of the service. Write 1024 to 65535, each once: they share one network."
  }

  validation {
    condition = alltrue([for check in flatten([for sidecar in var.sidecars : sidecar.health_check[*]]) : alltrue([
      length(check.command) > 0 && try(check.command[0] != "" && !contains(["CMD", "CMD-SHELL", "NONE"], check.command[0]), false),
      alltrue([for limit in [[check.interval, 5, 300], [check.timeout, 2, 60], [check.retries, 1, 10], [check.start_period, 1, 300]] : limit[0] >= limit[1] && limit[0] <= limit[2] && floor(limit[0]) == limit[0]]),
    ])])
    error_message = "sidecars of ${var.name} has a health_check that ECS does not take: ${jsonencode({ for name, sidecar in var.sidecars : name => sidecar.health_check if sidecar.health_check != null })}. Write the program and each argument by itself, interval 5 to 300 and timeout 2 to 60 seconds, retries 1 to 10, start_period 1 to 300 seconds."
  }
}

variable "starts_after" {
  description = "Sidecar → START or HEALTHY: the service's container starts after that one has, or is well, and stops before it. HEALTHY needs the health_check of that one."
  type        = map(string)
  default     = {}
  nullable    = false
}
