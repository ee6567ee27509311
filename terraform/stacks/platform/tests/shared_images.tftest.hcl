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
    web    = { port = 3000, path = "/" }
    mailer = { worker = true, command = ["/service", "mail"], scaling = { min = 2, max = 5, cpu = 60 } }
    report = { schedule = "cron(0 3 * * ? *)", command = ["/service", "report"] }
  }

  images = {
    web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    mailer = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    report = "registry.example.com/report@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  }
}

run "several_services_run_one_image" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, image = "web", command = ["/service", "mail"] }
    }
    images = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  }

  assert {
    condition     = output.services["mailer"].container_environment.IMAGE_DIGEST == output.services["web"].container_environment.IMAGE_DIGEST && output.services["mailer"].image == "web" && length(output.images) == 1
    error_message = "Both must run the same digest, which is given once."
  }
}

run "refuses_an_image_of_a_service_that_has_none" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, image = "report" }
      report = { schedule = "rate(1 hour)", image = "web" }
    }
    images = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  }

  expect_failures = [var.services]
}

run "refuses_an_image_for_a_service_that_runs_another_s" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, image = "web" }
      report = { schedule = "rate(1 hour)", image = "web" }
    }
  }

  expect_failures = [var.images]
}
