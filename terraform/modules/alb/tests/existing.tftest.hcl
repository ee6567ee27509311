mock_provider "aws" {
  mock_data "aws_lb" {
    defaults = { name = "shared", arn_suffix = "app/shared/1", dns_name = "shared-1.eu-west-1.elb.amazonaws.com", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", security_groups = ["sg-0aaaaaaaaaaaaaaaa"] }
  }

  mock_data "aws_lb_listener" {
    defaults = {
      arn               = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/0000000000000001"
      protocol          = "HTTP"
    }
  }

  mock_data "aws_vpc_security_group_rules" {
    defaults = { ids = ["sgr-1"] }
  }

  mock_data "aws_vpc_security_group_rule" {
    defaults = { is_egress = true }
  }
}

variables {
  name         = "slipway-test"
  vpc_id       = "vpc-0aaaaaaaaaaaaaaaa"
  subnet_ids   = {}
  target_cidrs = { eu-west-1a = "10.9.1.0/24" }
  rules        = { web = { path = "/" } }
  existing     = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
}

run "nothing_is_made_of_a_load_balancer_that_exists" {
  command = plan

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    web_acl_arn     = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acl/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = length(concat(
      aws_lb.this, aws_lb_listener.http, aws_lb_listener.https, aws_security_group.this, aws_wafv2_web_acl_association.this,
      values(aws_lb_listener_certificate.extra), values(aws_vpc_security_group_ingress_rule.client), values(aws_vpc_security_group_egress_rule.task),
    )) == 0
    error_message = "Of a load balancer that exists nothing may be made or changed, its security group's rules included."
  }

  assert {
    condition     = output.listener_arn == var.existing.listener_arn && output.url == "http://shared-1.eu-west-1.elb.amazonaws.com" && output.rules["web"].priority >= 45000
    error_message = "Services must be given its listener, and their rules as ever."
  }
}

run "refuses_a_load_balancer_of_another_network" {
  command = plan

  variables {
    vpc_id = "vpc-0bbbbbbbbbbbbbbbb"
  }

  expect_failures = [data.aws_lb.existing]
}

run "refuses_a_security_group_that_it_does_not_have" {
  command = plan

  variables {
    existing = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0bbbbbbbbbbbbbbbb" }
  }

  expect_failures = [data.aws_lb.existing]
}

run "says_that_there_is_no_way_to_the_tasks" {
  command = plan

  override_data {
    target = data.aws_vpc_security_group_rule.existing["sgr-1"]
    values = { is_egress = false }
  }

  expect_failures = [check.way_to_tasks]
}

run "refuses_a_load_balancer_s_arn" {
  command = plan

  variables {
    existing = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/0000000000000001", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
  }

  expect_failures = [var.existing]
}
