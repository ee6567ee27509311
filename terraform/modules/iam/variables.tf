variable "name" {
  description = "What every role's name begins with, and the names of what the pipeline may change, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"; role names have 64 characters for prefix, service and purpose."
  }
}

variable "region" {
  description = "Region of the environment: the roles reach no other."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "instance" {
  description = "Make the role and the instance profile of container instances."
  type        = bool
  default     = false
}

variable "cluster_name" {
  description = "ECS cluster that the container instances may join; null takes the one that is called like name."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_name == null || can(regex("^[A-Za-z0-9_-]{1,255}$", var.cluster_name))
    error_message = "cluster_name is \"${coalesce(var.cluster_name, "null")}\": write the cluster's name, not its ARN."
  }
}

variable "exec_log_group" {
  description = "Log group of what is typed in a shell of a task; null takes /ecs-exec/<name>, which the module ecs-cluster makes."
  type        = string
  default     = null
}

variable "exec_kms_key_arn" {
  description = "ARN of the KMS key of those shells, where the cluster has one."
  type        = string
  default     = null

  validation {
    condition     = var.exec_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.exec_kms_key_arn))
    error_message = "exec_kms_key_arn is \"${coalesce(var.exec_kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the boundary of the instances' and the services' roles. Null takes the one that comes with ci, and without ci none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::(?:[0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is \"${coalesce(var.permissions_boundary_arn, "null")}\": write a policy's ARN, arn:aws:iam::<account>:policy/<name>."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
