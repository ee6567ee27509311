variable "name" {
  description = "Name of the service: its container has it, and its ECS service where ecs_name does not say otherwise."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", var.name)) && length(var.name) <= 24
    error_message = "name is \"${var.name}\": write at most 24 lower-case letters, digits and single hyphens, beginning with a letter, for example \"catalog\"."
  }
}

variable "name_prefix" {
  description = "What stands before the service's name where a name must be unique in the account, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix is \"${var.name_prefix}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"; role names have 64 characters for prefix, service and purpose."
  }
}

variable "region" {
  description = "Region of the service, for its log."
  type        = string
}

variable "image" {
  description = "The container's image by digest: <repository>@sha256:<64 hexadecimal digits>."
  type        = string

  validation {
    condition     = can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "The image of ${var.name} is \"${var.image}\": write it by digest, <repository>@sha256:<64 hexadecimal digits>. A tag can be moved, and what was reviewed would not be what ships."
  }
}

variable "command" {
  description = "Program of the container and its arguments, in the place of the image's command; an image's entry point stays before it. Empty for the image's own."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.command) == 0 || try(length(var.command[0]) > 0, false)
    error_message = "The command of ${var.name} begins with an empty text: write the program first and each argument by itself, for example [\"/service\", \"mail\"]."
  }
}

variable "port" {
  description = "Port that the container listens on; null for a worker and a job."
  type        = number
  default     = null

  validation {
    condition     = try(var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port, var.port == null)
    error_message = "The port of ${var.name} is ${coalesce(var.port, 0)}: write 1024 to 65535. The container is not root and may not listen below 1024."
  }
}

variable "cpu" {
  description = "CPU units of a task; 1024 are one core."
  type        = number
  default     = 256

  validation {
    condition     = var.cpu >= 128 && var.cpu <= 196608 && floor(var.cpu) == var.cpu
    error_message = "The cpu of ${var.name} is ${var.cpu}: write CPU units, 128 or more (1024 are one core), not cores."
  }
}

variable "memory" {
  description = "Memory of a task in MiB. A container that needs more is killed."
  type        = number
  default     = 256

  validation {
    condition     = var.memory >= 64 && floor(var.memory) == var.memory
    error_message = "The memory of ${var.name} is ${var.memory}: write MiB, 64 or more, not GiB."
  }
}

variable "environment" {
  description = "Environment of the container. PORT (of what has a port) and IMAGE_DIGEST are set by the module."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setintersection(keys(var.environment), ["PORT", "IMAGE_DIGEST"])) == 0
    error_message = "The environment of ${var.name} sets ${join(" and ", setintersection(keys(var.environment), ["PORT", "IMAGE_DIGEST"]))}, which the module sets from port and image: take it out."
  }

  validation {
    condition     = alltrue([for key in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", key))])
    error_message = "The environment of ${var.name} has names that no process can read: ${join(", ", [for key in keys(var.environment) : key if !can(regex("^[A-Za-z_][A-Za-z0-9_]*$", key))])}. Write letters, digits and underscores, not beginning with a digit."
  }

  validation {
    condition     = length([for name in setsubtract(keys(var.environment), var.not_secrets) : name if can(regex(local.secret_word, name)) && !can(regex(local.harmless_end, name))]) == 0
    error_message = "The environment of ${var.name} has names of secrets: ${join(", ", [for name in setsubtract(keys(var.environment), var.not_secrets) : name if can(regex(local.secret_word, name)) && !can(regex(local.harmless_end, name))])}. Put the value into Secrets Manager or SSM and write its ARN into secrets, where it stays out of the state, the plan and the task definition; a value that is no secret needs its name in not_secrets."
  }

  # Here, because two variables that check each other are a cycle.
  validation {
    condition     = length(setsubtract(var.not_secrets, keys(var.environment))) == 0
    error_message = "not_secrets of ${var.name} has names that its environment does not have: ${join(", ", setsubtract(var.not_secrets, keys(var.environment)))}. Take them out, or correct them."
  }
}

variable "not_secrets" {
  description = "Names of environment that end like those of secrets (…_TOKEN, …_PASSWORD, …_API_KEY) and hold none, for example [\"NEXT_PAGE_TOKEN\"]. A name that goes on to say what it is of the secret (…_MINUTES, …_URL, …_NAME) needs no entry."
  type        = set(string)
  default     = []
}

variable "secrets" {
  description = "Environment variable → ARN of the Secrets Manager secret or SSM parameter that holds its value."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)", arn))])
    error_message = "These secrets of ${var.name} are not given by ARN: ${join(", ", [for key, arn in var.secrets : key if !can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)", arn))])}. Write the ARN of a secret or parameter, never the value: it would stand in the state in clear."
  }

  validation {
    condition     = length(setintersection(keys(var.secrets), concat(keys(var.environment), ["PORT", "IMAGE_DIGEST"]))) == 0
    error_message = "${var.name} has these both as a secret and in its environment: ${join(", ", setintersection(keys(var.secrets), concat(keys(var.environment), ["PORT", "IMAGE_DIGEST"])))}. Keep one of the two."
  }
}

variable "user" {
  description = "User and group of the container's process, as numbers."
  type        = string
  default     = "65532:65532" # nonroot in distroless images

  validation {
    condition     = can(regex("^[1-9][0-9]*(?::[1-9][0-9]*)?$", var.user))
    error_message = "The user of ${var.name} is \"${var.user}\": write numbers other than 0, <user>:<group>, for example \"65532:65532\". A name can't be shown not to be root."
  }
}

variable "tmpfs" {
  description = "Path → size in MiB of a writable folder in memory, empty when a task starts, for example { \"/tmp\" = 64 }. What is in it counts as memory of the task."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for path, size in var.tmpfs : can(regex("^(?:/[A-Za-z0-9._-]+)+$", path)) && !strcontains("${path}/", "/../") && size >= 1 && floor(size) == size])
    error_message = "These tmpfs folders of ${var.name} can't be made: ${join(", ", [for path, size in var.tmpfs : "${path} (${size})" if !(can(regex("^(?:/[A-Za-z0-9._-]+)+$", path)) && !strcontains("${path}/", "/../") && size >= 1 && floor(size) == size)])}. Write a path that begins with a slash, is not the root and does not end with a slash, and a whole number of MiB, for example { \"/tmp\" = 64 }."
  }

  validation {
    condition     = sum(concat([0], values(var.tmpfs))) < var.memory
    error_message = "The tmpfs folders of ${var.name} hold ${sum(concat([0], values(var.tmpfs)))} MiB and its memory is ${var.memory} MiB: full folders would have the task killed. Write smaller sizes or more memory."
  }
}

variable "execution_role_arn" {
  description = "ARN of the role with which ECS starts the tasks: image, secrets, log. The module iam makes it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", var.execution_role_arn))
    error_message = "The execution_role_arn of ${var.name} is \"${var.execution_role_arn}\": write a role's ARN, arn:aws:iam::<account>:role/<name>, for example the output of the module iam."
  }
}

variable "task_role_arn" {
  description = "ARN of the role that the service's own calls to AWS have. The module iam makes it."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", var.task_role_arn)) && var.task_role_arn != var.execution_role_arn
    error_message = "The task_role_arn of ${var.name} is \"${var.task_role_arn}\": write a role's ARN, arn:aws:iam::<account>:role/<name>, and another role than execution_role_arn, which may read every secret of the service."
  }
}

variable "enable_execute_command" {
  description = "Let people open a shell in a running task (aws ecs execute-command). The task role must then allow ssmmessages."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
