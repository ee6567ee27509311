variable "name" {
  description = "Name of the load balancer, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name is \"${var.name}\": write 2 to 32 lower-case letters, digits and hyphens, beginning with a letter and not with \"internal-\", which AWS keeps for itself."
  }
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Zone → id of the subnet for the load balancer: public ones, or private ones for an internal load balancer."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids has subnets in ${length(var.subnet_ids)} zone(s): give subnets in at least two, or the loss of a zone is the loss of the load balancer."
  }
}

variable "rules" {
  description = "Service → its path (\"/catalog\" takes /catalog and all below it; \"/\" takes what no other path matches) and, where the default does not do, its priority from 1 to 4999."
  type        = map(object({ path = string, priority = optional(number) }))
  default     = {}

  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", rule.path))])
    error_message = "These services have a path that no rule can match: ${join(", ", [for service, rule in var.rules : "${service} (${rule.path})" if !can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", rule.path))])}. Write a path that begins with a slash and does not end with one, without wildcards, for example \"/catalog\"."
  }

  validation {
    condition     = alltrue([for rule in var.rules : rule.priority == null || try(rule.priority >= 1 && rule.priority <= 4999 && floor(rule.priority) == rule.priority, false)])
    error_message = "These services have a priority outside 1 to 4999: ${join(", ", [for service, rule in var.rules : "${service} (${coalesce(rule.priority, 1)})" if !try(rule.priority >= 1 && rule.priority <= 4999 && floor(rule.priority) == rule.priority, rule.priority == null)])}. Write a whole number in that range, or leave the priority out."
  }
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate. With one, HTTPS serves and HTTP redirects to it; with null, HTTP serves."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:[a-z-]+:(?:acm|iam):", var.certificate_arn))
    error_message = "certificate_arn is \"${coalesce(var.certificate_arn, "null")}\": write the ARN of an ACM or IAM certificate in the load balancer's region."
  }
}

variable "ingress_cidrs" {
  description = "Networks whose clients may connect."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.ingress_cidrs) > 0 && alltrue([for cidr in var.ingress_cidrs : can(cidrnetmask(cidr))])
    error_message = "ingress_cidrs is [${join(", ", var.ingress_cidrs)}]: write at least one IPv4 network, for example [\"0.0.0.0/0\"] for everybody."
  }
}

variable "internal" {
  description = "A load balancer that only the VPC and what is connected to it can reach. A change replaces it."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Let AWS refuse to delete the load balancer. Its DNS name is gone for good once it is deleted."
  type        = bool
  default     = true
}

variable "idle_timeout" {
  description = "Seconds after which a silent connection is closed. A service's own keep-alive must be longer."
  type        = number
  default     = 60

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000
    error_message = "idle_timeout is ${var.idle_timeout}: write 1 to 4000 seconds."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
