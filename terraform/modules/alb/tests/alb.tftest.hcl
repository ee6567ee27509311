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

  rules = {
    catalog = { path = "/catalog" }
    orders  = { path = "/orders" }
  }
}

run "safe_by_default" {
  command = apply

  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_deletion_protection && !aws_lb.this.internal
    error_message = "Invalid headers must be dropped and the load balancer protected from deletion."
  }

  assert {
    condition     = length(aws_lb_listener.https) == 0 && aws_lb_listener.http.default_action[0].type == "fixed-response" && output.url == "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    error_message = "Without a certificate HTTP must serve, and answer 404 where no service has the path."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.client) == ["80-0.0.0.0/0"]
    error_message = "Without a certificate only port 80 may be open."
  }
}

run "https_by_certificate" {
  command = apply

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http.default_action[0].redirect[0].status_code == "HTTP_301"
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

run "priorities" {
  command = plan

  assert {
    condition     = output.rule_priorities == { catalog = 40769, orders = 44387 }
    error_message = "A service's priority must always be the same; a change of the rule would move every rule of every user."
  }
}

run "priorities_do_not_move_when_services_come_and_go" {
  command = plan

  variables {
    rules = {
      accounts = { path = "/accounts" }
      catalog  = { path = "/catalog" }
      orders   = { path = "/orders" }
      zebra    = { path = "/zebra" }
    }
  }

  assert {
    condition     = output.rule_priorities["catalog"] == run.priorities.rule_priorities["catalog"] && output.rule_priorities["orders"] == run.priorities.rule_priorities["orders"]
    error_message = "A service's priority must depend on that service alone."
  }
}

run "deeper_paths_come_first_and_the_root_last" {
  command = plan

  variables {
    rules = {
      web     = { path = "/" }
      catalog = { path = "/catalog" }
      admin   = { path = "/catalog/admin" }
      urgent  = { path = "/urgent", priority = 10 }
    }
  }

  assert {
    condition = (
      output.rule_priorities["urgent"] == 10 &&
      output.rule_priorities["urgent"] < output.rule_priorities["admin"] &&
      output.rule_priorities["admin"] < output.rule_priorities["catalog"] &&
      output.rule_priorities["catalog"] < output.rule_priorities["web"] &&
      output.rule_priorities["web"] <= 50000
    )
    error_message = "Set priorities must come first, then deeper paths before those that contain them, and / last."
  }
}

run "names_services_that_share_a_priority" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/catalog", priority = 10 }
      orders  = { path = "/orders", priority = 10 }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "names_services_that_share_a_path" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/shop" }
      orders  = { path = "/shop" }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "refuses_paths_and_priorities_that_no_rule_can_have" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/catalog/*" }
      orders  = { path = "/orders", priority = 5000 }
    }
  }

  expect_failures = [var.rules]
}

run "refuses_a_single_zone_and_bad_settings" {
  command = plan

  variables {
    name            = "internal-test"
    subnet_ids      = { eu-west-1a = "subnet-0a" }
    certificate_arn = "my-certificate"
    ingress_cidrs   = ["everybody"]
    idle_timeout    = 0
  }

  expect_failures = [var.name, var.subnet_ids, var.certificate_arn, var.ingress_cidrs, var.idle_timeout]
}
