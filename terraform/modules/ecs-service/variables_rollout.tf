# Where the service runs, how it is reached, and how one release gives way to the next.

variable "cluster_arn" {
  description = "ARN of the ECS cluster."
  type        = string
}

variable "capacity_provider" {
  description = "Name of the capacity provider that places the tasks. Take it from the module ecs-cluster, so that the service goes before it."
  type        = string
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Zone → id of the private subnet for the tasks."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids of ${var.name} has subnets in ${length(var.subnet_ids)} zone(s): give subnets in at least two, or the loss of a zone is the loss of the service."
  }
}

variable "egress_cidrs" {
  description = "Networks that the tasks may connect to."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for cidr in var.egress_cidrs : can(cidrnetmask(cidr))])
    error_message = "egress_cidrs of ${var.name} is [${join(", ", var.egress_cidrs)}]: write IPv4 networks, for example [\"10.0.0.0/16\"]."
  }
}

variable "listener_arn" {
  description = "ARN of the listener that serves; the service's rule is put on it."
  type        = string
}

variable "load_balancer_security_group_id" {
  description = "Id of the load balancer's security group, the only one that reaches the tasks."
  type        = string
}

variable "path" {
  description = "Path of the service: \"/catalog\" takes /catalog and all below it, \"/\" what no other path matches."
  type        = string

  validation {
    condition     = can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", var.path))
    error_message = "The path of ${var.name} is \"${var.path}\": write a path that begins with a slash and does not end with one, without wildcards, for example \"/catalog\"."
  }
}

variable "priority" {
  description = "Priority of the listener rule, the lowest first. The module alb gives one for each service (rule_priorities)."
  type        = number

  validation {
    condition     = var.priority >= 1 && var.priority <= 50000 && floor(var.priority) == var.priority
    error_message = "The priority of ${var.name} is ${var.priority}: write a whole number from 1 to 50000."
  }
}

variable "desired_count" {
  description = "Tasks that run."
  type        = number
  default     = 2

  validation {
    condition     = var.desired_count >= (var.allow_single_task ? 1 : 2) && floor(var.desired_count) == var.desired_count
    error_message = "The count of ${var.name} is ${var.desired_count}: write at least 2, so that the loss of a task or a zone leaves one that serves, or set allow_single_task where that is accepted."
  }
}

variable "allow_single_task" {
  description = "Accept a single task, and with it that the service is away while that task is replaced after a failure."
  type        = bool
  default     = false
}

variable "health_path" {
  description = "Path that the load balancer asks; 200 is healthy."
  type        = string

  validation {
    condition     = can(regex("^/[^?#[:space:]]*$", var.health_path))
    error_message = "The health_path of ${var.name} is \"${var.health_path}\": write a path that begins with a slash, without a query, for example \"/catalog/healthz\"."
  }
}

variable "health_check_interval" {
  description = "Seconds between two health checks; two in a row decide."
  type        = number
  default     = 5

  validation {
    condition     = var.health_check_interval >= 5 && var.health_check_interval <= 300
    error_message = "The health_check_interval of ${var.name} is ${var.health_check_interval}: write 5 to 300 seconds."
  }
}

variable "health_check_timeout" {
  description = "Seconds after which a health check without an answer has failed."
  type        = number
  default     = 3

  validation {
    condition     = var.health_check_timeout >= 2 && var.health_check_timeout < var.health_check_interval
    error_message = "The health_check_timeout of ${var.name} is ${var.health_check_timeout}: write at least 2 seconds and less than health_check_interval (${var.health_check_interval})."
  }
}

variable "health_check_grace_period" {
  description = "Seconds in which ECS ignores a new task's failing health checks: longer than a cold start takes."
  type        = number
  default     = 60

  validation {
    condition     = var.health_check_grace_period >= 2 * var.health_check_interval && var.health_check_grace_period <= 7200
    error_message = "The health_check_grace_period of ${var.name} is ${var.health_check_grace_period}: write at least ${2 * var.health_check_interval} seconds (two checks, ${var.health_check_interval} s apart) and at most 7200, or ECS kills tasks that are still starting."
  }
}

variable "deregistration_delay" {
  description = "Seconds that the load balancer gives requests in flight when a task goes: at least the longest request."
  type        = number
  default     = 20

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600 && floor(var.deregistration_delay) == var.deregistration_delay
    error_message = "The deregistration_delay of ${var.name} is ${var.deregistration_delay}: write 0 to 3600 seconds."
  }
}

variable "stop_timeout" {
  description = "Seconds between SIGTERM and SIGKILL. Longer than deregistration_delay, or requests that the load balancer still waits for are cut off."
  type        = number
  default     = 30

  validation {
    condition     = var.stop_timeout >= 2 && var.stop_timeout > var.deregistration_delay
    error_message = "The stop_timeout of ${var.name} is ${var.stop_timeout} and its deregistration_delay ${var.deregistration_delay}: write a stop_timeout of at least 2 that is longer than the deregistration_delay, or requests in flight are killed with the task."
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
}
