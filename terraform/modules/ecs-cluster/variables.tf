variable "name" {
  description = "Name of the cluster and of its capacity provider, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name)) && !can(regex("^(?:aws|ecs|fargate)", var.name))
    error_message = "name is \"${var.name}\": write 3 to 32 lower-case letters, digits and hyphens that begin with a letter but not with aws, ecs or fargate, which ECS refuses for a capacity provider."
  }
}

variable "existing" {
  description = "A cluster that somebody else keeps, in place of one of the module's own: its name, and the capacity provider of its EC2 instances that the services ask for. Nothing of it is changed."
  type = object({
    name              = string
    capacity_provider = string
  })
  default = null

  validation {
    condition     = var.existing == null || try(can(regex("^[A-Za-z0-9_-]{1,255}$", var.existing.name)), false)
    error_message = "existing.name is \"${try(var.existing.name, "null")}\": write the cluster's name, not its ARN. aws ecs list-clusters prints it behind the slash."
  }

  validation {
    condition     = var.existing == null || try(can(regex("^[A-Za-z0-9_-]{1,255}$", var.existing.capacity_provider)) && !startswith(var.existing.capacity_provider, "FARGATE"), false)
    error_message = "existing.capacity_provider is \"${try(var.existing.capacity_provider, "null")}\": write the name of one with EC2 instances; the services are made for these and not for Fargate."
  }
}

variable "autoscaling_group_arn" {
  description = "ARN of the Auto Scaling group that brings the instances. It must protect them from scale-in. Null of a cluster that exists."
  type        = string
  default     = null

  validation {
    condition     = var.existing != null || can(regex("^arn:[a-z-]+:autoscaling:[a-z0-9-]+:[0-9]{12}:autoScalingGroup:.+:autoScalingGroupName/.+$", var.autoscaling_group_arn))
    error_message = "autoscaling_group_arn is \"${coalesce(var.autoscaling_group_arn, "null")}\": write the group's ARN, as the module asg gives it (arn), not its name."
  }
}

variable "container_insights" {
  description = "CloudWatch Container Insights: \"enabled\", \"enhanced\" (metrics per task and container, at a higher price) or \"disabled\"."
  type        = string
  default     = "enabled"

  validation {
    condition     = contains(["enabled", "enhanced", "disabled"], var.container_insights)
    error_message = "container_insights is \"${var.container_insights}\": write \"enabled\", \"enhanced\" or \"disabled\"."
  }
}

variable "target_capacity" {
  description = "Share of the instances, in per cent, that managed scaling fills. Below 100 it keeps room for a deploy to start at once; 100 lets a deploy wait for new instances."
  type        = number
  default     = 100

  validation {
    condition     = var.target_capacity >= 1 && var.target_capacity <= 100 && floor(var.target_capacity) == var.target_capacity
    error_message = "target_capacity is ${var.target_capacity}: write a whole number from 1 to 100."
  }
}

variable "maximum_scaling_step_size" {
  description = "Instances that managed scaling adds at once, at most."
  type        = number
  default     = 10

  validation {
    condition     = var.maximum_scaling_step_size >= 1 && var.maximum_scaling_step_size <= 10000
    error_message = "maximum_scaling_step_size is ${var.maximum_scaling_step_size}: write 1 to 10000."
  }
}

variable "warmup_seconds" {
  description = "Seconds before a new instance counts in managed scaling."
  type        = number
  default     = 90

  validation {
    condition     = var.warmup_seconds >= 0 && var.warmup_seconds <= 10000
    error_message = "warmup_seconds is ${var.warmup_seconds}: write 0 to 10000 seconds."
  }
}

variable "insights_log_retention_days" {
  description = "Days that CloudWatch keeps what Container Insights measured, event by event. The metrics made of it stay 15 months in any case."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.insights_log_retention_days)
    error_message = "insights_log_retention_days is ${var.insights_log_retention_days}: write one of the numbers that CloudWatch knows, for example 1, 30, 90 or 365."
  }
}

variable "exec_log_retention_days" {
  description = "Days that CloudWatch keeps the log of shells opened in tasks (ECS Exec)."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.exec_log_retention_days)
    error_message = "exec_log_retention_days is ${var.exec_log_retention_days}: write one of the numbers that CloudWatch knows, for example 30, 90, 180, 365 or 731."
  }
}

variable "exec_kms_key_arn" {
  description = "ARN of the KMS key for those shells and their log; null leaves the shells to TLS and the log to the key that AWS manages. The key's policy must admit CloudWatch Logs, and the tasks' roles need kms:Decrypt on it."
  type        = string
  default     = null

  validation {
    condition     = var.exec_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.exec_kms_key_arn))
    error_message = "exec_kms_key_arn is \"${coalesce(var.exec_kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "namespace" {
  description = "Name of a Service Connect namespace to make, in which services of this cluster call each other; null makes none. It must be free in the account and region. A cluster that exists may have one too: nothing of the cluster names it."
  type        = string
  default     = null

  validation {
    condition     = var.namespace == null || can(regex("^[a-z][a-z0-9-]{0,62}[a-z0-9]$", var.namespace))
    error_message = "namespace is \"${coalesce(var.namespace, "null")}\": write 2 to 64 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
