# What one module is told of another.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }
}

override_module {
  target          = module.alb
  override_during = plan

  outputs = {
    arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
    dns_name          = "slipway-test-1.eu-west-1.elb.amazonaws.com"
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
    rules             = { web = { path = "/", hosts = [], priority = 45000 } }
    security_group_id = "sg-0loadbalancer"
    url               = "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    zone_id           = "Z32O12XQLNTSW2"
  }
}

variables {
  environment = "test"
  region      = "eu-west-1"

  services = {
    web    = { port = 3000, path = "/", before = { command = ["migrate"], timeout = "5m" } }
    mailer = { worker = true }
  }

  images = {
    web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    mailer = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

run "a_plan_shows_what_runs_and_where" {
  command = plan

  assert {
    condition     = { for name, one in terraform_data.before : name => one.input } == { web = { image = var.images["web"], command = tolist(["migrate"]), timeout = "5m" } }
    error_message = "What is to run must change with the service's image and command, and only services with before may have it."
  }

  assert {
    condition     = length(terraform_data.before_needs) == 1
    error_message = "It must wait for routes, instances, policies and databases."
  }
}

run "refuses_a_service_with_the_name_of_anothers_before" {
  command = plan

  variables {
    services = {
      web        = { port = 3000, path = "/", before = { command = ["migrate"] } }
      web-before = { worker = true }
    }

    images = {
      web        = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      web-before = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    }
  }

  expect_failures = [terraform_data.before]
}
