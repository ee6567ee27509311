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

variable "existing" {
  description = "A load balancer that somebody else keeps, in place of one of the module's own: the ARN of the listener that serves, and the security group that its requests to tasks come from. Nothing of it is changed; the services put their rules on the listener. What belongs to the listener (certificates, ssl_policy, ingress_cidrs and so on) is its owner's to set."
  type = object({
    listener_arn      = string
    security_group_id = string
  })
  default = null

  validation {
    condition     = var.existing == null || try(can(regex("^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[^/]+/[0-9a-f]+/[0-9a-f]+$", var.existing.listener_arn)), false)
    error_message = "existing.listener_arn is \"${try(var.existing.listener_arn, "null")}\": write the ARN of a listener of an application load balancer, arn:aws:elasticloadbalancing:<region>:<account>:listener/app/<name>/<id>/<id>. aws elbv2 describe-listeners prints it."
  }

  validation {
    condition     = var.existing == null || try(can(regex("^sg-[0-9a-f]{8,17}$", var.existing.security_group_id)), false)
    error_message = "existing.security_group_id is \"${try(var.existing.security_group_id, "null")}\": write the id of the load balancer's security group, for example \"sg-0123456789abcdef0\"."
  }
}

variable "subnet_ids" {
  description = "Zone → id of the subnet for the load balancer: public ones, or private ones for an internal load balancer."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2 || var.existing != null
    error_message = "subnet_ids has subnets in ${length(var.subnet_ids)} zone(s): give subnets in at least two, or the loss of a zone is the loss of the load balancer."
  }
}

variable "target_cidrs" {
  description = "Zone → addresses of the subnet that has the tasks, which the load balancer may connect to."
  type        = map(string)

  validation {
    condition     = length(var.target_cidrs) > 0 && alltrue([for cidr in values(var.target_cidrs) : can(cidrnetmask(cidr))])
    error_message = "target_cidrs is {${join(", ", [for zone, cidr in var.target_cidrs : "${zone} = \"${cidr}\""])}}: write the IPv4 network of each subnet that has tasks, for example { eu-west-1a = \"10.0.128.0/20\" }."
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
  description = "A load balancer that only the VPC and what is connected to it can reach. It can't change while the load balancer stands: AWS would have to make a second one of the same name."
  type        = bool
  default     = false
}

variable "domain" {
  description = "Public name of the services, for example \"shop.example.com\": the certificate has it, and its DNS record is an alias of the load balancer. null for none."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.domain))
    error_message = "domain is \"${coalesce(var.domain, "null")}\": write a name in lower case, without https:// and without a path, for example \"shop.example.com\"."
  }
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

variable "desync_mitigation_mode" {
  description = "What becomes of requests that proxies may read differently: \"defensive\" refuses the dangerous ones, \"strictest\" all that break the standard."
  type        = string
  default     = "defensive"

  validation {
    condition     = contains(["defensive", "strictest"], var.desync_mitigation_mode)
    error_message = "desync_mitigation_mode is \"${var.desync_mitigation_mode}\": write \"defensive\" or \"strictest\". The third mode, monitor, lets smuggled requests through."
  }
}

variable "access_logs" {
  description = "Bucket, and prefix within it, for a line about each request; null for none. The bucket's policy must admit the load balancer before, and its encryption must be SSE-S3: AWS writes these logs into no other."
  type        = object({ bucket = string, prefix = optional(string) })
  default     = null

  validation {
    condition     = var.access_logs == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket))
    error_message = "access_logs.bucket is \"${try(var.access_logs.bucket, "null")}\": write the bucket's name, not its ARN or address."
  }

  validation {
    condition     = try(var.access_logs.prefix, null) == null || (can(regex("^[^/](?:.*[^/])?$", var.access_logs.prefix)) && !strcontains(coalesce(try(var.access_logs.prefix, null), "-"), "AWSLogs"))
    error_message = "access_logs.prefix is \"${coalesce(try(var.access_logs.prefix, null), "null")}\": write it without a slash at its ends and without \"AWSLogs\", which AWS puts behind it."
  }
}

variable "web_acl_arn" {
  description = "ARN of the WAF web ACL that guards the load balancer; null for none. It must be known at plan time: make the ACL before."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/.+$", var.web_acl_arn))
    error_message = "web_acl_arn is \"${coalesce(var.web_acl_arn, "null")}\": write the ARN of a regional WAFv2 web ACL, arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>. One of scope CLOUDFRONT (global) does not fit a load balancer."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
