# What one module is told of another.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
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
