# One certificate for all names, validated through the zone, and for each name a record that leads to the load balancer.

locals {
  # The name of the zone itself first, or the shortest: ACM shows a certificate by its first name, which has room for 64 characters.
  sorted = [for entry in sort([for name in var.names : format("%03d %s", length(name), name)]) : split(" ", entry)[1]]

  # ACM asks for one record for a name and its wildcard together.
  validated = toset([for name in var.names : trimprefix(name, "*.")])

  validation = {
    for name in local.validated : name => [
      for option in aws_acm_certificate.this.domain_validation_options : option if trimprefix(option.domain_name, "*.") == name
    ][0]
  }
}

resource "aws_acm_certificate" "this" {
  domain_name               = local.sorted[0]
  subject_alternative_names = setsubtract(var.names, [local.sorted[0]])
  validation_method         = "DNS"
  tags                      = merge(var.tags, { Name = var.name })

  lifecycle {
    # Another name is another certificate. The listener takes the new one once it is issued, and only then the old one goes.
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.validated

  zone_id = var.zone_id
  name    = local.validation[each.key].resource_record_name
  type    = local.validation[each.key].resource_record_type
  records = [local.validation[each.key].resource_record_value]
  ttl     = 300

  # ACM asks an account for the same record each time that the name is in a certificate of it, one made by hand too.
  allow_overwrite = true
}

# Waits until ACM has seen the records and issued the certificate.
resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]

  timeouts {
    create = "30m"
  }
}

# A record that is there already is somebody's: Route 53 refuses to make a second one, and clients stay where they are.
resource "aws_route53_record" "alias" {
  for_each = var.names

  zone_id = var.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = var.load_balancer_dns_name
    zone_id                = var.load_balancer_zone_id
    evaluate_target_health = false # there is no second place to send clients to
  }
}
