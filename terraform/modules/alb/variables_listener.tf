variable "rules" {
  description = "Service → its path (\"/catalog\" takes /catalog and all below it; \"/\", the default beside hosts, all that no other path takes), its hosts (\"shop.example.com\", \"*.example.com\"; none: every host), or both; and, where the default does not do, its priority from 1 to 4999."
  type = map(object({
    path     = optional(string)
    hosts    = optional(set(string), [])
    priority = optional(number)
  }))
  default = {}

  validation {
    condition     = alltrue([for rule in var.rules : rule.path != null || length(rule.hosts) > 0])
    error_message = "These services have neither a path nor hosts: ${join(", ", [for service, rule in var.rules : service if rule.path == null && length(rule.hosts) == 0])}. Write path = \"/catalog\", or path = \"/\" for all that no other service takes, or hosts = [\"shop.example.com\"]."
  }

  validation {
    condition     = alltrue([for rule in var.rules : rule.path == null || can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", rule.path))])
    error_message = "These services have a path that no rule can match: ${join(", ", [for service, rule in var.rules : "${service} (${coalesce(rule.path, "null")})" if rule.path != null && !can(regex("^/$|^(?:/[A-Za-z0-9._~-]+)+$", rule.path))])}. Write a path that begins with a slash and does not end with one, without wildcards, for example \"/catalog\"."
  }

  validation {
    condition     = alltrue(flatten([for rule in var.rules : [for host in rule.hosts : can(regex("^(?:[*][.])?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?[.])+[a-z][a-z0-9-]*$", host)) && length(host) <= 128]]))
    error_message = "These services have hosts that no rule can match: ${join(", ", flatten([for service, rule in var.rules : [for host in rule.hosts : "${service} (${host})" if !can(regex("^(?:[*][.])?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?[.])+[a-z][a-z0-9-]*$", host)) || length(host) > 128]]))}. Write a full name in lower case without scheme and port, for example \"shop.example.com\"; a wildcard is the first part alone, \"*.example.com\"."
  }

  validation {
    condition     = alltrue([for rule in var.rules : length(rule.hosts) <= 3])
    error_message = "These services have more than three hosts: ${join(", ", [for service, rule in var.rules : "${service} (${length(rule.hosts)})" if length(rule.hosts) > 3])}. A condition has room for three: write a wildcard, \"*.example.com\"."
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

variable "https" {
  description = "Whether HTTPS serves. null: where there is a certificate_arn. Say true where the same apply makes the certificate, so that its ARN is not known before."
  type        = bool
  default     = null

  validation {
    condition     = var.https != false || var.certificate_arn == null
    error_message = "https is false, and there is a certificate_arn: leave https out, or take the certificate away."
  }
}

variable "extra_certificate_arns" {
  description = "ARNs of certificates beside certificate_arn, for names that it does not have: at most 25. They must be known at plan time."
  type        = set(string)
  default     = []

  validation {
    condition     = length(var.extra_certificate_arns) <= 25 && alltrue([for arn in var.extra_certificate_arns : can(regex("^arn:[a-z-]+:(?:acm|iam):", arn))])
    error_message = "extra_certificate_arns is [${join(", ", var.extra_certificate_arns)}]: write at most 25 ARNs of ACM or IAM certificates in the load balancer's region."
  }

  validation {
    condition     = length(var.extra_certificate_arns) == 0 || var.https == true || var.certificate_arn != null
    error_message = "extra_certificate_arns has certificates, and there is no certificate_arn, so that nothing serves HTTPS: write one of them there."
  }
}

variable "ssl_policy" {
  description = "Security policy of the HTTPS listener: TLS 1.2 and 1.3 with forward secrecy by default. A newer one, or one for TLS 1.3 alone, may be named."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  validation {
    condition     = can(regex("^ELBSecurityPolicy-TLS13-1-[23](?:-Res)?(?:-FIPS)?(?:-PQ)?-20[0-9]{2}-[0-9]{2}$", var.ssl_policy))
    error_message = "ssl_policy is \"${var.ssl_policy}\": write a policy that begins at TLS 1.2 or 1.3 and has no old ciphers (Ext), for example \"ELBSecurityPolicy-TLS13-1-2-2021-06\" or \"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09\"."
  }
}
