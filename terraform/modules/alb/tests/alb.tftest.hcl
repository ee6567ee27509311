mock_provider "aws" {
  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/slipway-test/50dc6c495c0c9188"
      dns_name = "slipway-test-1.eu-west-1.elb.amazonaws.com"
    }
  }

  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/50dc6c495c0c9188/1" }
  }
}

variables {
  name       = "slipway-test"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }

  target_cidrs = { eu-west-1a = "10.0.128.0/20", eu-west-1b = "10.0.144.0/20" }

  rules = {
    catalog = { path = "/catalog" }
    orders  = { path = "/orders" }
  }
}

run "safe_by_default" {
  command = apply

  assert {
    condition     = aws_lb.this[0].drop_invalid_header_fields && aws_lb.this[0].enable_deletion_protection && !aws_lb.this[0].internal && aws_lb.this[0].desync_mitigation_mode == "defensive"
    error_message = "Invalid headers must be dropped, ambiguous requests refused, and the load balancer protected from deletion."
  }

  assert {
    condition     = length(aws_lb.this[0].access_logs) == 0 && length(aws_wafv2_web_acl_association.this) == 0
    error_message = "Without a bucket there are no access logs, without a web ACL there is no firewall."
  }

  assert {
    condition     = length(aws_lb_listener.https) == 0 && aws_lb_listener.http[0].default_action[0].type == "fixed-response" && output.url == "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    error_message = "Without a certificate HTTP must serve, and answer 404 where no service has the path."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.client) == ["80-0.0.0.0/0"]
    error_message = "Without a certificate only port 80 may be open."
  }

  assert {
    condition     = tomap({ for zone, rule in aws_vpc_security_group_egress_rule.task : zone => rule.cidr_ipv4 }) == var.target_cidrs
    error_message = "The load balancer's way out must lead to the subnets of the tasks and nowhere else."
  }
}

run "https_by_certificate" {
  command = apply

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_lb_listener.http[0].default_action[0].type == "redirect" && aws_lb_listener.http[0].default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http[0].default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "With a certificate port 80 must only point to HTTPS."
  }

  assert {
    condition     = aws_lb_listener.https[0].certificate_arn == var.certificate_arn && aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && output.listener_arn == aws_lb_listener.https[0].arn
    error_message = "With a certificate HTTPS must serve with it, TLS 1.2 or later, and take the services' rules."
  }

  assert {
    condition     = toset([for r in aws_vpc_security_group_ingress_rule.client : r.from_port]) == toset([80, 443])
    error_message = "With a certificate both ports must be open."
  }
}

run "its_public_name_is_the_address" {
  command = apply

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    domain          = "shop.example.com"
  }

  assert {
    condition     = output.url == "https://shop.example.com"
    error_message = "Clients connect by the name that the certificate has."
  }
}

run "settings_reach_the_load_balancer" {
  command = apply

  variables {
    certificate_arn        = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    ssl_policy             = "ELBSecurityPolicy-TLS13-1-3-2021-06"
    desync_mitigation_mode = "strictest"
    access_logs            = { bucket = "slipway-test-logs", prefix = "alb" }
    web_acl_arn            = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/slipway-test/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-3-2021-06" && aws_lb.this[0].desync_mitigation_mode == "strictest"
    error_message = "TLS policy and desync mitigation must be what was asked for."
  }

  assert {
    condition     = [for l in aws_lb.this[0].access_logs : [l.enabled, l.bucket, l.prefix]] == [[true, "slipway-test-logs", "alb"]]
    error_message = "Access logs must go where they were asked to."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.this[0].resource_arn == aws_lb.this[0].arn && aws_wafv2_web_acl_association.this[0].web_acl_arn == var.web_acl_arn
    error_message = "The web ACL must guard the load balancer."
  }
}

run "newer_tls_policies_are_known" {
  command = plan

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
  }

  assert {
    condition     = aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    error_message = "A policy that AWS brought out later must be possible."
  }
}

run "refuses_old_tls" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-2016-08"
  }

  expect_failures = [var.ssl_policy]
}

run "refuses_tls_that_begins_too_low" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-TLS13-1-0-2021-06"
  }

  expect_failures = [var.ssl_policy]
}

run "refuses_what_does_not_fit_a_load_balancer" {
  command = plan

  variables {
    desync_mitigation_mode = "monitor"
    access_logs            = { bucket = "arn:aws:s3:::logs", prefix = "/alb" }
    web_acl_arn            = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/slipway/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [var.desync_mitigation_mode, var.access_logs, var.web_acl_arn]
}

run "refuses_a_single_zone_and_bad_settings" {
  command = plan

  variables {
    name            = "internal-test"
    subnet_ids      = { eu-west-1a = "subnet-0a" }
    certificate_arn = "my-certificate"
    ingress_cidrs   = ["everybody"]
    idle_timeout    = 0
    target_cidrs    = { eu-west-1a = "10.0.128.0" }
    domain          = "https://shop.example.com"
  }

  expect_failures = [var.name, var.subnet_ids, var.certificate_arn, var.ingress_cidrs, var.idle_timeout, var.target_cidrs, var.domain]
}
