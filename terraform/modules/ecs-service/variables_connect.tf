# How the service calls others by their names, and is called by its own: ECS Service Connect.

variable "connect" {
  description = "The service's part in ECS Service Connect, none for null: namespace_arn of the namespace whose services know each other; serves lets the others call it as http://<name>:<port>. A proxy runs beside each task, for which cpu units and memory in MiB are added to the task's. A call ends after request_timeout seconds, and a connection on which nothing happens after idle_timeout; 0 waits for ever."
  type = object({
    namespace_arn   = string
    serves          = optional(bool, false)
    cpu             = optional(number, 256)
    memory          = optional(number, 64)
    idle_timeout    = optional(number, 300)
    request_timeout = optional(number, 15)
  })
  default = null

  validation {
    condition     = var.connect == null || var.shape != "job"
    error_message = "${var.name} is a job, and Service Connect is for tasks of ECS services: take connect out, and have the job call the load balancer."
  }

  validation {
    condition     = !try(var.connect.serves, false) || var.shape == "web"
    error_message = "${var.name} is a ${var.shape}, which has no port, and connect.serves has others call it: take serves out."
  }

  validation {
    condition     = var.connect == null || try(can(regex("^arn:[a-z-]+:servicediscovery:[a-z0-9-]+:[0-9]{12}:namespace/ns-[a-z0-9]+$", var.connect.namespace_arn)), false)
    error_message = "connect.namespace_arn of ${var.name} is \"${try(var.connect.namespace_arn, "null")}\": write the ARN of a namespace, as the module ecs-cluster gives it (namespace_arn)."
  }

  # AWS names these as the least; for more than 500 requests a second it asks for 512 CPU units.
  validation {
    condition     = var.connect == null || try(var.connect.cpu >= 256 && var.connect.memory >= 64 && floor(var.connect.cpu) == var.connect.cpu && floor(var.connect.memory) == var.connect.memory, false)
    error_message = "connect of ${var.name} gives the proxy ${try(var.connect.cpu, 0)} CPU units and ${try(var.connect.memory, 0)} MiB: write whole numbers, cpu 256 or more and memory 64 or more, or the proxy starves and calls fail under load."
  }

  validation {
    condition = var.connect == null || try(alltrue([
      for seconds in [var.connect.idle_timeout, var.connect.request_timeout] : seconds >= 0 && seconds <= 2147483 && floor(seconds) == seconds
    ]) && (var.connect.idle_timeout == 0 || (var.connect.request_timeout > 0 && var.connect.request_timeout <= var.connect.idle_timeout)), false)
    error_message = "connect of ${var.name} has idle_timeout ${try(var.connect.idle_timeout, 0)} and request_timeout ${try(var.connect.request_timeout, 0)}: write whole seconds, request_timeout no longer than idle_timeout, which would cut the call off; 0 is without end."
  }
}
