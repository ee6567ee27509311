variable "name" {
  description = "What stands before each database's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", var.name)) && length(var.name) >= 3 && length(var.name) <= 29
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and single hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "region" {
  description = "Region of the databases, for the conditions of the monitoring role."
  type        = string
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Zone → id of the private subnet for the databases."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids has subnets in ${length(var.subnet_ids)} zone(s): give private subnets in at least two. RDS asks for it, and the loss of a zone would be the loss of the database."
  }
}

variable "client_security_groups" {
  description = "Client → id of its security group. A database admits the clients that it names, on port 5432."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Let AWS refuse to delete the databases, and keep their automated backups when they go after all."
  type        = bool
  default     = true
}

variable "final_snapshot" {
  description = "Leave a last snapshot, <name>-<database>-final-<time at which it was made>, when a database is deleted."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days for which the databases' logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is ${var.log_retention_days}: write one of the numbers that CloudWatch knows, for example 30, 90, 180, 365 or 731."
  }
}

variable "log_kms_key_arn" {
  description = "ARN of the KMS key for the logs; null takes the key that CloudWatch manages."
  type        = string
  default     = null

  validation {
    condition     = var.log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.log_kms_key_arn))
    error_message = "log_kms_key_arn is \"${coalesce(var.log_kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the permissions boundary of the monitoring role; the module iam makes one. Null for none."
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
