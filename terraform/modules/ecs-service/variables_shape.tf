# What kind of work the tasks do, and how a container says itself that it is well.

variable "shape" {
  description = "What the tasks are: \"web\" answers requests behind the load balancer; \"worker\" runs all the time and is asked by nobody; \"job\" is started by others (module schedules), so no ECS service is made."
  type        = string
  default     = "web"
  nullable    = false

  validation {
    condition     = contains(["web", "worker", "job"], var.shape)
    error_message = "The shape of ${var.name} is \"${var.shape}\": write \"web\", \"worker\" or \"job\"."
  }

  # Here, because variables that check each other are a cycle.
  validation {
    condition     = var.shape != "web" || alltrue([for needed in [var.port, var.path, var.health_path, var.priority] : needed != null])
    error_message = "${var.name} stands behind the load balancer and lacks one of port, path, health_path and priority: write them all, or shape = \"worker\" for what answers no requests."
  }

  validation {
    condition     = var.shape == "web" || (var.port == null && var.path == null && var.health_path == null && length(var.hosts) == 0)
    error_message = "${var.name} is a ${var.shape}, which nobody reaches, and has a port, a path, a health_path or hosts: take them out, or write shape = \"web\"."
  }

  validation {
    condition     = var.shape == "web" || try(var.scaling.requests, null) == null
    error_message = "${var.name} is a ${var.shape} and scales by requests, of which it gets none: write cpu, memory or, for a worker, queue in scaling."
  }

  validation {
    condition     = var.shape == "worker" || try(var.scaling.queue, null) == null
    error_message = "${var.name} is no worker and scales by a queue: its requests don't come from there. Put what works on the messages into a service with shape = \"worker\"."
  }

  validation {
    condition     = var.shape != "job" || (var.scaling == null && var.health_check == null)
    error_message = "${var.name} is a job and has scaling or a health_check: take them out. It runs once each time, and its exit code says whether it was well."
  }
}

variable "health_check" {
  description = "How the container is asked whether it is well, beside or in the place of the load balancer: command is the program in the image and its arguments, 0 is well; interval and timeout in seconds; retries failures in a row, and ECS stops the task; start_period seconds in which failures do not count. Null asks nothing: a worker is then well while it runs."
  type = object({
    command      = list(string)
    interval     = optional(number, 30)
    timeout      = optional(number, 5)
    retries      = optional(number, 3)
    start_period = optional(number, 30)
  })
  default = null

  validation {
    condition     = try(length(var.health_check.command) > 0 && var.health_check.command[0] != "" && !contains(["CMD", "CMD-SHELL", "NONE"], var.health_check.command[0]), var.health_check == null)
    error_message = "health_check.command of ${var.name} is ${jsonencode(try(var.health_check.command, null))}: write the program and each argument by itself, for example [\"/service\", \"healthy\"]; where the image has a shell, [\"/bin/sh\", \"-c\", \"…\"]."
  }

  validation {
    condition = try(alltrue([
      for limit in [
        [var.health_check.interval, 5, 300], [var.health_check.timeout, 2, 60], [var.health_check.retries, 1, 10], [var.health_check.start_period, 1, 300],
      ] : limit[0] >= limit[1] && limit[0] <= limit[2] && floor(limit[0]) == limit[0]
    ]), var.health_check == null)
    error_message = "health_check of ${var.name} is ${jsonencode(var.health_check)}: write whole numbers, interval 5 to 300 and timeout 2 to 60 seconds, retries 1 to 10, start_period 1 to 300 seconds. ECS takes no others."
  }
}
