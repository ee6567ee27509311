variable "load_balancer" {
  description = "The load balancer. Defaults and limits are those of the module alb. domain is the name by which a deploy asks the services, where they have no hosts of their own. zone is the public Route 53 zone of domain and hosts, by name or id: then the stack makes their certificate, its validation records and their alias records. Without it certificate_arn is a certificate of yours, and the records are yours. extra_certificate_arns are for names that the first certificate does not have. ingress_cidrs are the networks that may connect: everybody where it is left out, or, with internal, the VPC alone. existing is one that somebody else keeps, in vpc.existing: the ARN of the listener that serves, and its security group; then domain alone counts of the other settings. access_logs puts its log into a bucket of the stack, for access_log_days. previews lets the previews of this environment have names below domain and hosts, pr-12.shop.example.com: with zone the stack makes the wildcards' records and has them in the certificate, without one both are yours."
  type = object({
    existing = optional(object({
      listener_arn      = string
      security_group_id = string
    }))
    zone                   = optional(string)
    certificate_arn        = optional(string)
    extra_certificate_arns = optional(set(string), [])
    domain                 = optional(string)
    ssl_policy             = optional(string, "ELBSecurityPolicy-TLS13-1-2-2021-06")
    ingress_cidrs          = optional(set(string))
    internal               = optional(bool, false)
    idle_timeout           = optional(number, 60)
    web_acl_arn            = optional(string)
    access_logs            = optional(bool, true)
    access_log_days        = optional(number, 90)
    previews               = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.vpc.existing == null || try(length(var.vpc.existing.public_subnet_ids), 0) > 0 || var.load_balancer.internal || var.load_balancer.existing != null
    error_message = "vpc.existing has no public_subnet_ids, and the load balancer is public: write at least two public subnets, or load_balancer.internal = true, or load_balancer.existing."
  }

  validation {
    condition     = !var.load_balancer.previews || length(compact([var.load_balancer.domain])) + length(local.service_hosts) > 0
    error_message = "load_balancer.previews is true, and there is no load_balancer.domain and no host for the previews' names to stand below: write domain, for example \"shop.example.com\", or take previews out."
  }

  validation {
    condition     = var.load_balancer.existing == null || var.vpc.existing != null
    error_message = "load_balancer.existing is set, and vpc.existing is not: write the load balancer's network there, or it would not reach the tasks."
  }

  validation {
    condition = var.load_balancer.existing == null || (
      var.load_balancer.zone == null && var.load_balancer.certificate_arn == null && length(var.load_balancer.extra_certificate_arns) == 0 &&
      var.load_balancer.web_acl_arn == null && var.load_balancer.ingress_cidrs == null && !var.load_balancer.internal
    )
    error_message = "load_balancer.existing is somebody else's, and zone, certificate_arn, extra_certificate_arns, web_acl_arn, ingress_cidrs or internal would change it: take them out, and ask its owner."
  }

  validation {
    condition     = var.load_balancer.zone == null || can(regex("^(?:Z[0-9A-Z]{1,31}|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63})$", var.load_balancer.zone))
    error_message = "load_balancer.zone is \"${coalesce(var.load_balancer.zone, "null")}\": write the zone's name without a dot at its end, for example \"example.com\", or its id, for example \"Z0123456789ABCDEFGHIJ\"."
  }

  validation {
    condition     = var.load_balancer.zone == null || var.load_balancer.certificate_arn == null
    error_message = "load_balancer has zone and certificate_arn: keep zone alone, which makes the certificate, or certificate_arn alone. A certificate for names outside the zone goes into extra_certificate_arns."
  }

  validation {
    condition     = var.load_balancer.zone == null || length(compact([var.load_balancer.domain])) + length(local.service_hosts) > 0
    error_message = "load_balancer.zone is \"${coalesce(var.load_balancer.zone, "null")}\", and no name of it is used: write load_balancer.domain, for example \"shop.example.com\", or hosts of a service."
  }

  validation {
    condition = (
      var.load_balancer.zone == null || can(regex("^Z[0-9A-Z]+$", var.load_balancer.zone)) || length(var.load_balancer.extra_certificate_arns) > 0 ||
      alltrue([for name in concat(compact([var.load_balancer.domain]), local.service_hosts) : endswith(".${name}", ".${coalesce(var.load_balancer.zone, "-")}")])
    )
    error_message = "load_balancer.zone is \"${coalesce(var.load_balancer.zone, "null")}\", and these names are not in it: ${join(", ", [for name in concat(compact([var.load_balancer.domain]), local.service_hosts) : name if !endswith(".${name}", ".${coalesce(var.load_balancer.zone, "-")}")])}. Give a certificate that has them in load_balancer.extra_certificate_arns, and make their records by hand."
  }
}
