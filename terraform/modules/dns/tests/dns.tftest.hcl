mock_provider "aws" {
  mock_resource "aws_acm_certificate" {
    defaults = {
      arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
      domain_validation_options = [
        { domain_name = "shop.example.com", resource_record_name = "_a.shop.example.com.", resource_record_type = "CNAME", resource_record_value = "_1.acm-validations.aws." },
        { domain_name = "*.shop.example.com", resource_record_name = "_a.shop.example.com.", resource_record_type = "CNAME", resource_record_value = "_1.acm-validations.aws." },
        { domain_name = "pay.example.com", resource_record_name = "_b.pay.example.com.", resource_record_type = "CNAME", resource_record_value = "_2.acm-validations.aws." },
      ]
    }
  }

  mock_resource "aws_acm_certificate_validation" {
    defaults = { certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }
  }
}

variables {
  name                   = "slipway-test"
  zone_id                = "Z0123456789ABCDEFGHIJ"
  names                  = ["shop.example.com", "*.shop.example.com", "pay.example.com"]
  load_balancer_dns_name = "slipway-test-1.eu-west-1.elb.amazonaws.com"
  load_balancer_zone_id  = "Z32O12XQLNTSW2"
}

run "one_certificate_has_all_names" {
  command = apply

  assert {
    condition     = aws_acm_certificate.this.validation_method == "DNS" && setunion([aws_acm_certificate.this.domain_name], aws_acm_certificate.this.subject_alternative_names) == var.names
    error_message = "The certificate must have every name, and be validated by DNS, which renews it without anybody."
  }

  assert {
    condition     = { for name, record in aws_route53_record.validation : name => record.name } == { "shop.example.com" = "_a.shop.example.com.", "pay.example.com" = "_b.pay.example.com." }
    error_message = "A name and its wildcard share one validation record; any other name has its own."
  }

  assert {
    condition     = length(aws_acm_certificate_validation.this.validation_record_fqdns) == 2
    error_message = "The certificate is handed on only once ACM has issued it."
  }
}

run "every_name_leads_to_the_load_balancer" {
  command = apply

  assert {
    condition     = toset(keys(aws_route53_record.alias)) == var.names && alltrue([for record in aws_route53_record.alias : record.type == "A" && record.alias[0].name == var.load_balancer_dns_name && record.alias[0].zone_id == var.load_balancer_zone_id])
    error_message = "Each name must be an alias of the load balancer."
  }

  assert {
    condition     = alltrue([for record in aws_route53_record.alias : record.allow_overwrite != true])
    error_message = "A record that somebody else made must not be taken over."
  }
}

run "refuses_a_zone_by_name" {
  command = plan

  variables {
    zone_id = "example.com"
  }

  expect_failures = [var.zone_id]
}

run "refuses_no_name" {
  command = plan

  variables {
    names = []
  }

  expect_failures = [var.names]
}

run "refuses_what_is_no_name" {
  command = plan

  variables {
    names = ["https://shop.example.com"]
  }

  expect_failures = [var.names]
}
