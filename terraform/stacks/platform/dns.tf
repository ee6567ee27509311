# The names that clients use, where the settings say which zone has them (load_balancer.zone). Without a zone the certificate is given
# by ARN, and the records are somebody else's.

locals {
  zoned      = var.load_balancer.zone != null && var.preview == null # a preview's names are in its base's certificate
  zone_by_id = can(regex("^Z[0-9A-Z]+$", var.load_balancer.zone))

  # A rehearsal does not ask the account for its zone, and the emulator takes any id. Of a zone by id it does not know the name.
  zone_id   = local.zoned ? (var.emulated ? (local.zone_by_id ? var.load_balancer.zone : "ZREHEARSAL") : data.aws_route53_zone.this[0].zone_id) : null
  zone_name = local.zoned ? (local.zone_by_id ? one(data.aws_route53_zone.this[*].name) : var.load_balancer.zone) : null

  service_hosts = flatten([for service in var.services : tolist(service.hosts)])
  public_names  = toset(concat(compact([var.load_balancer.domain]), local.preview_names, local.service_hosts))
  preview_names = [for name in concat(compact([var.load_balancer.domain]), local.service_hosts) : "*.${trimprefix(name, "*.")}" if var.load_balancer.previews]
  zone_names    = toset([for name in local.public_names : name if local.zone_name == null || endswith(".${name}", ".${coalesce(local.zone_name, "-")}")])
}

data "aws_route53_zone" "this" {
  count = local.zoned && !var.emulated ? 1 : 0

  zone_id = local.zone_by_id ? var.load_balancer.zone : null
  name    = local.zone_by_id ? null : var.load_balancer.zone

  lifecycle {
    postcondition {
      condition     = self.private_zone != true
      error_message = "load_balancer.zone is \"${coalesce(var.load_balancer.zone, "null")}\", a private zone: ACM asks the public DNS for its validation records and finds none there. Write the public zone, or take zone out and give certificate_arn."
    }

    postcondition {
      condition     = length(var.load_balancer.extra_certificate_arns) > 0 || alltrue([for name in local.public_names : endswith(".${name}", ".${self.name}")])
      error_message = "These names are not in the zone ${self.name}: ${join(", ", [for name in local.public_names : name if !endswith(".${name}", ".${self.name}")])}. Give a certificate that has them in load_balancer.extra_certificate_arns, and make their records by hand."
    }
  }
}

module "dns" {
  source = "../../modules/dns"
  count  = local.zoned ? 1 : 0

  name                   = local.name
  zone_id                = local.zone_id
  names                  = local.zone_names
  load_balancer_dns_name = module.alb.dns_name
  load_balancer_zone_id  = module.alb.zone_id
}
