variable "name" {
  description = "What stands before each topic's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "region" {
  description = "Region of the topics, which their ARNs have in them."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "topics" {
  description = "Topic → queues of queue_arns that get each message, whether they get its text alone (raw) or within SNS's JSON, whether messages of one group keep their order (fifo; the queues must too) and are known again by their body (deduplicates), and a KMS key of its own, whose policy lets its users in by IAM; without one AWS's key for SNS is taken. A change of fifo replaces a topic."
  type = map(object({
    queues       = optional(set(string), [])
    raw          = optional(bool, false)
    fifo         = optional(bool, false)
    deduplicates = optional(bool, false)
    kms_key_arn  = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.topics) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 32])
    error_message = "These topics have a name that cannot be used: ${join(", ", [for name in keys(var.topics) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 32])}. Write at most 32 lower-case letters, digits and single hyphens, beginning with a letter; .fifo comes by itself."
  }

  validation {
    condition     = !contains(keys(var.topics), "alarms")
    error_message = "A topic is called \"alarms\": ${var.name}-alarms is the topic of the environment's alarms. Give it another name."
  }

  validation {
    condition     = alltrue([for topic in var.topics : length(setsubtract(topic.queues, keys(var.queue_arns))) == 0])
    error_message = "These topics send to queues that are not there: ${join(", ", [for name, topic in var.topics : "${name} (${join(", ", setsubtract(topic.queues, keys(var.queue_arns)))})" if length(setsubtract(topic.queues, keys(var.queue_arns))) > 0])}. Add them to queues, or take them out."
  }

  validation {
    condition     = alltrue(flatten([for topic in var.topics : [for queue in topic.queues : topic.fifo == endswith(lookup(var.queue_arns, queue, topic.fifo ? ".fifo" : ""), ".fifo")]]))
    error_message = "These topics and queues don't fit: ${join(", ", flatten([for name, topic in var.topics : [for queue in topic.queues : "${name} and ${queue}" if topic.fifo != endswith(lookup(var.queue_arns, queue, topic.fifo ? ".fifo" : ""), ".fifo")]]))}. Write fifo = true for both or for neither."
  }

  validation {
    condition     = alltrue([for topic in var.topics : topic.fifo || !topic.deduplicates])
    error_message = "These topics know a message again by its body (deduplicates) and keep no order: ${join(", ", [for name, topic in var.topics : name if !topic.fifo && topic.deduplicates])}. SNS does it in FIFO topics only: write fifo = true, or leave deduplicates out."
  }

  validation {
    condition     = alltrue([for topic in var.topics : topic.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", topic.kms_key_arn))])
    error_message = "These topics have a kms_key_arn that is no key's ARN: ${join(", ", [for name, topic in var.topics : name if !(topic.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", topic.kms_key_arn)))])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "queue_arns" {
  description = "Queue → its ARN, the output arns of the module sqs. Its topics must know it: a queue whose policy does not name the topic gets nothing."
  type        = map(string)
  default     = {}
}

variable "tags" {
  description = "Tags for every topic, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
