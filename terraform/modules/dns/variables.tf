variable "name" {
  description = "Name of the certificate, for example \"slipway-staging\"."
  type        = string
}

variable "zone_id" {
  description = "Id of the public Route 53 zone that has the names, for example \"Z0123456789ABCDEFGHIJ\"."
  type        = string

  validation {
    condition     = can(regex("^Z[0-9A-Z]{1,31}$", var.zone_id))
    error_message = "zone_id is \"${var.zone_id}\": write the id of a hosted zone, which begins with Z, without /hostedzone/. aws route53 list-hosted-zones prints it."
  }
}

variable "names" {
  description = "Names of the services in the zone, for example [\"shop.example.com\"]; \"*.shop.example.com\" is every name one step below. ACM gives a certificate 10 names until a quota is raised."
  type        = set(string)

  validation {
    condition     = length(var.names) > 0
    error_message = "names is empty: write at least one name that clients use, for example [\"shop.example.com\"]."
  }

  validation {
    condition     = alltrue([for name in var.names : can(regex("^(?:[*][.])?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", name)) && length(name) <= 253])
    error_message = "These are no names that a certificate can have: ${join(", ", [for name in var.names : name if !can(regex("^(?:[*][.])?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", name)) || length(name) > 253])}. Write them in lower case, in full, with a wildcard only as the first part."
  }

  validation {
    condition     = length(var.names) == 0 || anytrue([for name in var.names : length(name) <= 64])
    error_message = "All names have more than 64 characters: ${join(", ", var.names)}. ACM needs a shorter one to show the certificate by: add one."
  }
}

variable "load_balancer_dns_name" {
  description = "DNS name of the load balancer that the names lead to."
  type        = string
}

variable "load_balancer_zone_id" {
  description = "Hosted zone of that DNS name, which AWS has for each region."
  type        = string
}

variable "tags" {
  description = "Tags for the certificate, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
