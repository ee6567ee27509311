variable "name" {
  description = "Name of the dashboard, and what the names of topic and alarms begin with, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "region" {
  description = "Region of the metrics and alarms."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "load_balancer_arn_suffix" {
  description = "The load balancer's name in CloudWatch metrics."
  type        = string

  validation {
    condition     = can(regex("^app/[^/]+/[^/]+$", var.load_balancer_arn_suffix))
    error_message = "load_balancer_arn_suffix is \"${var.load_balancer_arn_suffix}\": write the last part of the load balancer's ARN, app/<name>/<id>, the output arn_suffix of the module alb."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,255}$", var.cluster_name))
    error_message = "cluster_name is \"${var.cluster_name}\": write the cluster's name, not its ARN."
  }
}

variable "capacity_provider" {
  description = "Name of the capacity provider, for the alarm about tasks that find no place. Its managed scaling must be on."
  type        = string
}

variable "services" {
  description = "Service → what its metrics are called, and how many tasks it should have at least. Take them from the module ecs-service. A worker has no target group: that of its metrics that counts tasks takes its place; with a desired_count of 0 it may have no task."
  type = map(object({
    target_group_arn_suffix = optional(string)
    service_name            = string
    desired_count           = number
  }))

  validation {
    condition     = alltrue([for service in var.services : service.target_group_arn_suffix == null || can(regex("^targetgroup/[^/]+/[^/]+$", service.target_group_arn_suffix))])
    error_message = "These services have something else than a target group's suffix: ${join(", ", [for key, service in var.services : "${key} (${service.target_group_arn_suffix})" if service.target_group_arn_suffix != null && !can(regex("^targetgroup/[^/]+/[^/]+$", service.target_group_arn_suffix))])}. Write the last part of its ARN, targetgroup/<name>/<id>, the output target_group_arn_suffix of the module ecs-service."
  }

  validation {
    condition     = alltrue([for service in var.services : service.desired_count >= (service.target_group_arn_suffix == null ? 0 : 1)])
    error_message = "These services should have no task: ${join(", ", [for key, service in var.services : key if !(service.desired_count >= (service.target_group_arn_suffix == null ? 0 : 1))])}. Write at least 1 as desired_count, 0 for a worker that scales from nothing, or leave the service out."
  }
}

variable "jobs" {
  description = "Scheduled job → family of its task definition, by which ECS groups its tasks: a run that fails is told, whatever else is watched."
  type        = map(string)
  default     = {}
}

variable "thresholds" {
  description = "When the alarms go off: answers 5xx of the load balancer itself in five minutes, seconds of the slowest hundredth (p99), CPU and memory of a service in per cent, minutes in which tasks find no place; of a database its CPU too, what is left of disk and memory, and how many of its connections are taken, in per cent."
  type = object({
    elb_5xx          = optional(number, 10)
    latency_seconds  = optional(number, 5)
    cpu_percent      = optional(number, 90)
    memory_percent   = optional(number, 90)
    unplaced_minutes = optional(number, 15)

    free_storage_percent = optional(number, 5)
    free_memory_percent  = optional(number, 5)
    connections_percent  = optional(number, 60) # RDS keeps memory for itself: small classes take a quarter less than they should
  })
  default = {}

  validation {
    condition     = alltrue([for value in [var.thresholds.cpu_percent, var.thresholds.memory_percent] : value > 0 && value <= 100])
    error_message = "thresholds has cpu_percent ${var.thresholds.cpu_percent} and memory_percent ${var.thresholds.memory_percent}: write more than 0 and at most 100 per cent."
  }

  validation {
    condition     = alltrue([for value in [var.thresholds.free_storage_percent, var.thresholds.free_memory_percent, var.thresholds.connections_percent] : value > 0 && value < 100])
    error_message = "thresholds has free_storage_percent ${var.thresholds.free_storage_percent}, free_memory_percent ${var.thresholds.free_memory_percent} and connections_percent ${var.thresholds.connections_percent}: write more than 0 and less than 100 per cent."
  }

  validation {
    condition     = var.thresholds.elb_5xx >= 0 && var.thresholds.latency_seconds > 0
    error_message = "thresholds has elb_5xx ${var.thresholds.elb_5xx} and latency_seconds ${var.thresholds.latency_seconds}: write at least 0 answers, and more than 0 seconds."
  }

  validation {
    condition     = var.thresholds.unplaced_minutes >= 5 && var.thresholds.unplaced_minutes <= 1440 && floor(var.thresholds.unplaced_minutes) == var.thresholds.unplaced_minutes
    error_message = "thresholds has unplaced_minutes ${var.thresholds.unplaced_minutes}: write 5 to 1440 whole minutes. A new instance takes some minutes to start, which is no reason for an alarm."
  }
}

variable "emails" {
  description = "Addresses that hear of the alarms. AWS writes to each of them once; until its owner confirms, it hears nothing."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", email))])
    error_message = "These emails are no addresses: ${join(", ", [for email in var.emails : email if !can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", email))])}. Write <name>@<domain>."
  }
}

variable "kms_key_arn" {
  description = "ARN of the topic's KMS key, or of its alias. The key's policy must admit cloudwatch.amazonaws.com and events.amazonaws.com, the second without a condition; that of alias/aws/sns admits neither."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(?:key|alias)/.+$", var.kms_key_arn)) && !strcontains(var.kms_key_arn, ":alias/aws/")
    error_message = "kms_key_arn is \"${var.kms_key_arn}\": write the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>, or of its alias, not an id or a name. alias/aws/sns can't be used: CloudWatch is not admitted to it, and alarms would reach nobody."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
