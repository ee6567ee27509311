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
  name            = "slipway-test"
  vpc_id          = "vpc-0123456789abcdef0"
  subnet_ids      = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  target_cidrs    = { eu-west-1a = "10.0.128.0/20", eu-west-1b = "10.0.144.0/20" }
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
}

run "more_certificates_are_the_listener_s_too" {
  command = apply

  variables {
    extra_certificate_arns = ["arn:aws:acm:eu-west-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"]
  }

  assert {
    condition     = { for arn, extra in aws_lb_listener_certificate.extra : arn => extra.listener_arn } == { "arn:aws:acm:eu-west-1:123456789012:certificate/66666666-7777-8888-9999-000000000000" = output.listener_arn }
    error_message = "Each further certificate must be on the listener that serves HTTPS."
  }
}

run "refuses_more_certificates_without_the_first" {
  command = plan

  variables {
    certificate_arn        = null
    extra_certificate_arns = ["arn:aws:acm:eu-west-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"]
  }

  expect_failures = [var.extra_certificate_arns]
}

run "refuses_a_certificate_that_does_not_serve" {
  command = plan

  variables {
    https = false
  }

  expect_failures = [var.https]
}
