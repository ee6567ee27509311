variable "bucket_name" {
  description = "Name of the state bucket. Bucket names are global: put the account id in it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name is \"${var.bucket_name}\": write 3 to 63 lower-case letters, digits and hyphens that begin and end with a letter or digit, for example \"slipway-staging-state-123456789012\"."
  }
}

variable "lock_table_name" {
  description = "Name of the DynamoDB table that holds the lock of the environment."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.lock_table_name))
    error_message = "lock_table_name is \"${var.lock_table_name}\": write 3 to 255 letters, digits, dots, hyphens and underscores, for example \"slipway-staging-lock\"."
  }
}

variable "deletion_protection" {
  description = "Keep the bucket while it holds objects, and refuse to delete the lock table."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "ARN of the KMS key for the bucket and the table; null takes the keys that AWS manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "lifecycle_rules" {
  description = "Let old versions and unfinished uploads go after a time; false keeps them all."
  type        = bool
  default     = true
}

variable "noncurrent_days" {
  description = "Days after which an old version of an object may go."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_days >= 7 && floor(var.noncurrent_days) == var.noncurrent_days
    error_message = "noncurrent_days is ${var.noncurrent_days}: write a whole number of days, at least 7, so that a damaged state is noticed before its last good version goes."
  }
}

variable "noncurrent_versions" {
  description = "Old versions of each object that stay whatever their age."
  type        = number
  default     = 30

  validation {
    condition     = var.noncurrent_versions >= 1 && var.noncurrent_versions <= 100
    error_message = "noncurrent_versions is ${var.noncurrent_versions}: write 1 to 100, the range that S3 accepts."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
