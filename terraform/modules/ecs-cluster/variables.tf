variable "name" {
  description = "Name of the cluster and of its capacity provider, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name)) && !can(regex("^(?:aws|ecs|fargate)", var.name))
    error_message = "name is \"${var.name}\": write 3 to 32 lower-case letters, digits and hyphens that begin with a letter but not with aws, ecs or fargate, which ECS refuses for a capacity provider."
  }
}

variable "autoscaling_group_arn" {
  description = "ARN of the Auto Scaling group that brings the instances. It must protect them from scale-in."
  type        = string
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

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
