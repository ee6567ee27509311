# Where the service runs and how it is reached.

variable "cluster_arn" {
  description = "ARN of the ECS cluster."
  type        = string
}

variable "capacity_provider" {
  description = "Name of the capacity provider that places the tasks. Take it from the module ecs-cluster, so that the service goes before it."
  type        = string
}

variable "cpu_architecture" {
  description = "Processor of the instances, which the image must be for: \"X86_64\" or \"ARM64\". The module asg tells it (cpu_architecture)."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "The cpu_architecture of ${var.name} is \"${var.cpu_architecture}\": write \"X86_64\", or \"ARM64\" for Graviton."
  }
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
  description = "ARN of the listener that serves; the service's rule is put on it. Null for a worker and a job."
  type        = string
  default     = null

  # Here and not of the shape: all that is made of that would wait for the load balancer, also what runs before the service moves.
  validation {
    condition     = var.shape != "web" || alltrue([for needed in [var.listener_arn, var.load_balancer_arn_suffix] : needed != null])
    error_message = "${var.name} stands behind the load balancer and lacks listener_arn or load_balancer_arn_suffix: write both, or shape = \"worker\" for what answers no requests."
  }
}

variable "load_balancer_security_group_id" {
  description = "Id of the load balancer's security group, the only one that reaches the tasks. Null for a worker and a job."
  type        = string
  default     = null

  validation {
    condition     = var.shape != "web" || var.load_balancer_security_group_id != null
    error_message = "${var.name} stands behind the load balancer and lacks load_balancer_security_group_id: write it, or shape = \"worker\" for what answers no requests."
  }
}

variable "load_balancer_arn_suffix" {
  description = "The load balancer's name in CloudWatch metrics, for the alarms and for scaling by requests. Null for a worker and a job."
  type        = string
  default     = null

  validation {
    condition     = var.load_balancer_arn_suffix == null || can(regex("^app/[^/]+/[^/]+$", var.load_balancer_arn_suffix))
    error_message = "The load_balancer_arn_suffix of ${var.name} is \"${coalesce(var.load_balancer_arn_suffix, "null")}\": write the last part of the load balancer's ARN, app/<name>/<id>, the output arn_suffix of the module alb."
  }
}

variable "path" {
  description = "Path of the service: \"/catalog\" takes /catalog and all below it, \"/\" what no other path matches. Null for a worker and a job."
  type        = string
  default     = null

  validation {
    condition     = var.path == null || can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", var.path))
    error_message = "The path of ${var.name} is \"${coalesce(var.path, "null")}\": write a path that begins with a slash and does not end with one, without wildcards, for example \"/catalog\"."
  }
}

variable "hosts" {
  description = "Host names that the service answers to, for example [\"shop.example.com\", \"*.shop.example.com\"]; empty for every host."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for host in var.hosts : can(regex("^(?:\\*\\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$", host)) && length(host) <= 128])
    error_message = "These hosts of ${var.name} are no host names: ${join(", ", [for host in var.hosts : host if !(can(regex("^(?:\\*\\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$", host)) && length(host) <= 128)])}. Write lower-case names without scheme, port and path, for example \"shop.example.com\"; \"*.\" may stand at the beginning."
  }

  validation {
    condition     = length(var.hosts) + (var.path == "/" ? 1 : 2) <= 5
    error_message = "${var.name} has ${length(var.hosts)} hosts: write at most ${var.path == "/" ? 4 : 3}. A listener rule takes 5 values, and its path needs ${var.path == "/" ? 1 : 2} of them; a name with \"*.\" takes many."
  }
}

variable "priority" {
  description = "Priority of the listener rule, the lowest first. The module alb gives one for each service (rule_priorities). Null for a worker and a job."
  type        = number
  default     = null

  validation {
    condition     = try(var.priority >= 1 && var.priority <= 50000 && floor(var.priority) == var.priority, var.priority == null)
    error_message = "The priority of ${var.name} is ${coalesce(var.priority, 0)}: write a whole number from 1 to 50000."
  }
}

variable "client_security_group_ids" {
  description = "Database (or the like) → id of the security group that it lets in; the tasks carry it beside their own."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(var.client_security_group_ids) <= 4
    error_message = "client_security_group_ids of ${var.name} has ${length(var.client_security_group_ids)} groups: a network interface carries 5 at most, and one is the service's own."
  }
}
