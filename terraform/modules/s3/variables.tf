variable "name" {
  description = "What stands before each bucket's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "buckets" {
  description = "Bucket → its purpose (\"static\", \"data\", \"backup\" or \"logs\"), and where the purpose's own do not do: days until an object expires, until it moves to the archive (Glacier Instant Retrieval) and until an old version goes; whether old versions are kept; a KMS key instead of S3's own."
  type = map(object({
    purpose         = string
    expire_days     = optional(number)
    archive_days    = optional(number)
    noncurrent_days = optional(number)
    versioned       = optional(bool, true)
    kms_key_arn     = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for key in keys(var.buckets) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", key)) && length(key) <= 20])
    error_message = "These buckets have a name that cannot be used: ${join(", ", [for key in keys(var.buckets) : key if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", key)) || length(key) > 20])}. Write at most 20 lower-case letters, digits and single hyphens, beginning with a letter; prefix and account id come to them, and S3 has 63 characters."
  }

  validation {
    condition     = !contains(keys(var.buckets), "state")
    error_message = "A bucket is called \"state\": ${var.name}-state-<account> is the bucket of Terraform's state. Give it another name."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : contains(["static", "data", "backup", "logs"], bucket.purpose)])
    error_message = "These buckets have an unknown purpose: ${join(", ", [for key, bucket in var.buckets : "${key} (${bucket.purpose})" if !contains(["static", "data", "backup", "logs"], bucket.purpose)])}. Write \"static\", \"data\", \"backup\" or \"logs\"."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.purpose != "logs" || bucket.kms_key_arn == null])
    error_message = "These buckets are for logs and have a KMS key: ${join(", ", [for key, bucket in var.buckets : key if bucket.purpose == "logs" && bucket.kms_key_arn != null])}. Leave kms_key_arn out: a load balancer writes its logs only where S3 encrypts with its own keys."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", bucket.kms_key_arn))])
    error_message = "These buckets have a kms_key_arn that is no key's ARN: ${join(", ", [for key, bucket in var.buckets : key if !(bucket.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", bucket.kms_key_arn)))])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }

  validation {
    condition     = alltrue(flatten([for bucket in var.buckets : [for days in [bucket.expire_days, bucket.archive_days, bucket.noncurrent_days] : days == null || try(days >= 1 && floor(days) == days, false)]]))
    error_message = "These buckets have days that S3 refuses: ${join(", ", [for key, bucket in var.buckets : key if !alltrue([for days in [bucket.expire_days, bucket.archive_days, bucket.noncurrent_days] : days == null || try(days >= 1 && floor(days) == days, false)])])}. Write whole numbers of days, at least 1."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.purpose != "backup" || bucket.versioned])
    error_message = "These buckets are for backups and keep no old versions: ${join(", ", [for key, bucket in var.buckets : key if bucket.purpose == "backup" && !bucket.versioned])}. Leave versioned out: a backup that can be overwritten is none."
  }
}

variable "deletion_protection" {
  description = "Keep a bucket while it holds objects. With false a destroy takes the objects with it."
  type        = bool
  default     = true
}

variable "lifecycle_rules" {
  description = "Let old versions, unfinished uploads and what expires go after a time; false keeps them all."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags for every bucket, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
