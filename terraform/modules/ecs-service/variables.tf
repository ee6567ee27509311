variable "name" {
  description = "Name of the service: the ECS service and its container have it."
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
  description = "Region of the service, for its log and the conditions of its roles."
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

variable "port" {
  description = "Port that the container listens on."
  type        = number

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "The port of ${var.name} is ${var.port}: write 1024 to 65535. The container is not root and may not listen below 1024."
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
  description = "Environment of the container. PORT and IMAGE_DIGEST are set by the module."
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

variable "secret_kms_key_arns" {
  description = "ARNs of the KMS keys of those secrets that are encrypted with a key of your own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.secret_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", arn))])
    error_message = "secret_kms_key_arns of ${var.name} holds something else than a key's ARN: write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
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

variable "task_policy" {
  description = "IAM policy document (JSON) of what the service itself may do in AWS; null for nothing."
  type        = string
  default     = null

  validation {
    condition     = var.task_policy == null || can(jsondecode(var.task_policy).Statement)
    error_message = "The task_policy of ${var.name} is no policy document: write JSON with a Statement, for example from jsonencode or an aws_iam_policy_document."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
