# How the health of tasks is decided, and how one release gives way to the next.

variable "health_path" {
  description = "Path that the load balancer asks; 200 is healthy. It must ask nothing that the service depends on: ECS stops the tasks that fail it. Null for a worker and a job."
  type        = string
  default     = null

  validation {
    condition     = var.health_path == null || can(regex("^/[^?#[:space:]]*$", var.health_path))
    error_message = "The health_path of ${var.name} is \"${coalesce(var.health_path, "null")}\": write a path that begins with a slash, without a query, for example \"/catalog/healthz\"."
  }
}

variable "health_check_interval" {
  description = "Seconds between two health checks."
  type        = number
  default     = 10

  validation {
    condition     = var.health_check_interval >= 5 && var.health_check_interval <= 300 && floor(var.health_check_interval) == var.health_check_interval
    error_message = "The health_check_interval of ${var.name} is ${var.health_check_interval}: write 5 to 300 whole seconds."
  }
}

variable "health_check_timeout" {
  description = "Seconds after which a health check without an answer has failed."
  type        = number
  default     = 5

  validation {
    condition     = var.health_check_timeout >= 2 && var.health_check_timeout <= 120 && var.health_check_timeout < var.health_check_interval && floor(var.health_check_timeout) == var.health_check_timeout
    error_message = "The health_check_timeout of ${var.name} is ${var.health_check_timeout}: write 2 to 120 whole seconds, less than health_check_interval (${var.health_check_interval})."
  }
}

variable "healthy_threshold" {
  description = "Health checks in a row that must pass before a task that was unhealthy gets requests again."
  type        = number
  default     = 2

  validation {
    condition     = var.healthy_threshold >= 2 && var.healthy_threshold <= 10 && floor(var.healthy_threshold) == var.healthy_threshold
    error_message = "The healthy_threshold of ${var.name} is ${var.healthy_threshold}: write 2 to 10 health checks."
  }
}

variable "unhealthy_threshold" {
  description = "Health checks in a row that must fail before a task is unhealthy, and ECS stops it: with health_check_interval more than the longest pause of a task that is well (garbage collection, a database that fails over), for all tasks may pause at once."
  type        = number
  default     = 3

  validation {
    condition     = var.unhealthy_threshold >= 2 && var.unhealthy_threshold <= 10 && floor(var.unhealthy_threshold) == var.unhealthy_threshold
    error_message = "The unhealthy_threshold of ${var.name} is ${var.unhealthy_threshold}: write 2 to 10 health checks, at least 3 where a pause of two health_check_interval must not end the task."
  }
}

variable "health_check_grace_period" {
  description = "Seconds in which ECS ignores a new task's failing health checks: longer than a cold start takes."
  type        = number
  default     = 60

  validation {
    condition     = var.health_check_grace_period >= var.healthy_threshold * var.health_check_interval && var.health_check_grace_period <= 7200
    error_message = "The health_check_grace_period of ${var.name} is ${var.health_check_grace_period}: write at least ${var.healthy_threshold * var.health_check_interval} seconds (${var.healthy_threshold} checks, ${var.health_check_interval} s apart) and at most 7200, or ECS kills tasks that are still starting."
  }
}

variable "stop_timeout" {
  description = "Seconds between SIGTERM and SIGKILL: the longest time that a request may still take when its task goes."
  type        = number
  default     = 30

  validation {
    condition     = var.stop_timeout >= 2 && var.stop_timeout <= 120 && floor(var.stop_timeout) == var.stop_timeout
    error_message = "The stop_timeout of ${var.name} is ${var.stop_timeout}: write 2 to 120 seconds; ECS waits no longer."
  }
}

variable "deregistration_delay" {
  description = "Seconds that the load balancer leaves requests in flight alone when a task goes: at least stop_timeout."
  type        = number
  default     = 30

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600 && floor(var.deregistration_delay) == var.deregistration_delay
    error_message = "The deregistration_delay of ${var.name} is ${var.deregistration_delay}: write 0 to 3600 seconds."
  }

  validation {
    condition     = var.deregistration_delay >= var.stop_timeout
    error_message = "The deregistration_delay of ${var.name} is ${var.deregistration_delay} and its stop_timeout ${var.stop_timeout}: write a deregistration_delay of at least ${var.stop_timeout}, or a stop_timeout of at most ${var.deregistration_delay}. The load balancer would cut off requests that the task is still given time to answer."
  }
}

variable "keep_revisions" {
  description = "Leave old task definitions registered, so that ECS can always go back to one. They cost nothing, and outlive a destroy."
  type        = bool
  default     = true
}

variable "wait_for_steady_state" {
  description = "Let an apply end only when the service is steady."
  type        = bool
  default     = true
}

variable "timeout" {
  description = "How long an apply waits for the service, for example \"15m\": room for new instances to start and for the circuit breaker to go back."
  type        = string
  default     = "15m"

  validation {
    condition     = can(regex("^[1-9][0-9]*[mh]$", var.timeout))
    error_message = "The timeout of ${var.name} is \"${var.timeout}\": write minutes or hours, for example \"15m\"."
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the log."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "The log_retention_days of ${var.name} is ${var.log_retention_days}: write a number that CloudWatch knows, among them 7, 14, 30, 90, 180, 365."
  }
}

variable "log_kms_key_arn" {
  description = "ARN of the KMS key for the log; null takes the key that AWS manages. The key's policy must admit CloudWatch Logs."
  type        = string
  default     = null

  validation {
    condition     = var.log_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.log_kms_key_arn))
    error_message = "The log_kms_key_arn of ${var.name} is \"${coalesce(var.log_kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}
