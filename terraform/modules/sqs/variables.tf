variable "name" {
  description = "What stands before each queue's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "region" {
  description = "Region of the queues, which their URLs have in them."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "queues" {
  description = "Queue → seconds for which a message that was received is hidden from others (visibility_seconds: longer than the work on it takes), days that one is kept (retention_days), how often one is received before it goes to the dead-letter queue (max_receives), seconds before a new one is seen (delay_seconds), whether messages of one group keep their order (fifo) and are known again by their body (deduplicates), and a KMS key of its own, whose policy lets in sns.amazonaws.com where a topic sends to the queue; without one SQS encrypts with a key that it manages. A change of fifo replaces a queue."
  type = map(object({
    visibility_seconds = optional(number, 60)
    retention_days     = optional(number, 4)
    max_receives       = optional(number, 5)
    delay_seconds      = optional(number, 0)
    fifo               = optional(bool, false)
    deduplicates       = optional(bool, false)
    kms_key_arn        = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.queues) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 32])
    error_message = "These queues have a name that cannot be used: ${join(", ", [for name in keys(var.queues) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 32])}. Write at most 32 lower-case letters, digits and single hyphens, beginning with a letter; .fifo comes by itself."
  }

  validation {
    condition     = alltrue([for name in keys(var.queues) : name != "missed-runs" && !endswith("-${name}", "-dead")])
    error_message = "These queues have a name that another one has: ${join(", ", [for name in keys(var.queues) : name if name == "missed-runs" || endswith("-${name}", "-dead")])}. missed-runs is the schedules' own, and a name with -dead at its end that of a dead-letter queue. Write another."
  }

  validation {
    condition = alltrue([
      for queue in var.queues : alltrue([
        for limit in [[queue.visibility_seconds, 0, 43200], [queue.max_receives, 1, 1000], [queue.delay_seconds, 0, 900]] : limit[0] >= limit[1] && limit[0] <= limit[2] && floor(limit[0]) == limit[0]
      ])
    ])
    error_message = "These queues have a number that SQS does not take: ${join(", ", [for name, queue in var.queues : name if !alltrue([for limit in [[queue.visibility_seconds, 0, 43200], [queue.max_receives, 1, 1000], [queue.delay_seconds, 0, 900]] : limit[0] >= limit[1] && limit[0] <= limit[2] && floor(limit[0]) == limit[0]])])}. Write whole numbers: visibility_seconds 0 to 43200, max_receives 1 to 1000, delay_seconds 0 to 900."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.retention_days >= 1 && queue.retention_days <= 14 && floor(queue.retention_days) == queue.retention_days])
    error_message = "These queues have retention_days that can't be: ${join(", ", [for name, queue in var.queues : "${name} (${queue.retention_days})" if !(queue.retention_days >= 1 && queue.retention_days <= 14 && floor(queue.retention_days) == queue.retention_days)])}. Write 1 to 14 whole days; SQS keeps no message longer."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.fifo || !queue.deduplicates])
    error_message = "These queues know a message again by its body (deduplicates) and keep no order: ${join(", ", [for name, queue in var.queues : name if !queue.fifo && queue.deduplicates])}. SQS does it in FIFO queues only: write fifo = true, or leave deduplicates out."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", queue.kms_key_arn))])
    error_message = "These queues have a kms_key_arn that is no key's ARN: ${join(", ", [for name, queue in var.queues : name if !(queue.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", queue.kms_key_arn)))])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "topics" {
  description = "Queue → ARNs of the SNS topics that may send to it. Nobody else may who has no right by IAM."
  type        = map(set(string))
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.topics), keys(var.queues))) == 0
    error_message = "topics has queues that are not there: ${join(", ", setsubtract(keys(var.topics), keys(var.queues)))}. Add them to queues, or take them out."
  }

  validation {
    condition     = alltrue([for arn in flatten([for arns in values(var.topics) : tolist(arns)]) : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[^*?]+$", arn))])
    error_message = "topics has what is no topic's ARN: ${join(", ", [for arn in flatten([for arns in values(var.topics) : tolist(arns)]) : arn if !can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[^*?]+$", arn))])}. Write arn:aws:sns:<region>:<account>:<name>, without wildcards."
  }
}

variable "tags" {
  description = "Tags for every queue, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
