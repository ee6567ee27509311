variable "secrets" {
  description = "Secret → what it is for. People or a rotation put the value, never Terraform. Defaults and limits are those of the module secrets."
  type = map(object({
    description   = string
    recovery_days = optional(number, 30)
    kms_key_arn   = optional(string)
  }))
  default = {}
}

variable "buckets" {
  description = "Bucket → its purpose and terms. Defaults and limits are those of the module s3."
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
    condition     = !contains(keys(var.buckets), "access-logs")
    error_message = "buckets has \"access-logs\", which the load balancer's own log has: write another name."
  }

  validation {
    condition     = alltrue([for name in keys(var.buckets) : !endswith("-${name}", "-state")])
    error_message = "These buckets have a name that ends like that of a state: ${join(", ", [for name in keys(var.buckets) : name if endswith("-${name}", "-state")])}. Write another one: the pipeline's roles keep away from the states of other environments by it."
  }
}

variable "tables" {
  description = "DynamoDB table → its keys and indexes. Defaults and limits are those of the module dynamodb."
  type = map(object({
    hash_key      = object({ name = string, type = optional(string, "S") })
    range_key     = optional(object({ name = string, type = optional(string, "S") }))
    ttl_attribute = optional(string)
    stream        = optional(string)
    kms_key_arn   = optional(string)

    global_indexes = optional(map(object({
      hash_key   = object({ name = string, type = optional(string, "S") })
      range_key  = optional(object({ name = string, type = optional(string, "S") }))
      projection = optional(string, "ALL")
      attributes = optional(set(string), [])
    })), {})
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.tables) : !endswith("-${name}", "-lock")])
    error_message = "These tables have a name that ends like that of the locks: ${join(", ", [for name in keys(var.tables) : name if endswith("-${name}", "-lock")])}. Write another one: the pipeline's roles keep away from the locks of other environments by it."
  }
}

variable "queues" {
  description = "SQS queue, with its dead-letter queue → its settings, and max_age_minutes that a message may wait before an alarm says so. Services reach it by uses.queues. Defaults and limits are those of the modules sqs and cloudwatch."
  type = map(object({
    visibility_seconds = optional(number, 60)
    retention_days     = optional(number, 4)
    max_receives       = optional(number, 5)
    delay_seconds      = optional(number, 0)
    fifo               = optional(bool, false)
    deduplicates       = optional(bool, false)
    kms_key_arn        = optional(string)
    max_age_minutes    = optional(number, 15)
  }))
  default = {}
}

variable "topics" {
  description = "SNS topic → its settings, and queues of the settings that get what is published. Services reach it by uses.topics. Defaults and limits are those of the module sns."
  type = map(object({
    queues       = optional(set(string), [])
    raw          = optional(bool, false)
    fifo         = optional(bool, false)
    deduplicates = optional(bool, false)
    kms_key_arn  = optional(string)
  }))
  default = {}
}

variable "databases" {
  description = "PostgreSQL database → its settings. Services reach it by uses.databases. Defaults and limits are those of the module rds."
  type = map(object({
    engine_version              = optional(string, "17")
    instance_class              = optional(string, "db.t4g.medium")
    storage_gb                  = optional(number, 20)
    max_storage_gb              = optional(number, 100)
    multi_az                    = optional(bool, true)
    database_name               = optional(string)
    username                    = optional(string, "dbadmin")
    backup_days                 = optional(number, 7)
    backup_window               = optional(string, "02:00-03:00")
    maintenance_window          = optional(string, "sun:03:30-sun:04:30")
    performance_insights        = optional(bool, true)
    monitoring_seconds          = optional(number, 0)
    parameters                  = optional(map(string), {})
    kms_key_arn                 = optional(string)
    secret_kms_key_arn          = optional(string)
    allow_major_version_upgrade = optional(bool, false)
    apply_immediately           = optional(bool, false)
    snapshot                    = optional(string)
    restore = optional(object({
      from = string
      time = optional(string)
    }))
  }))
  default = {}
}

variable "final_snapshot" {
  description = "Leave a last snapshot of each database when it is destroyed."
  type        = bool
  default     = true
}
