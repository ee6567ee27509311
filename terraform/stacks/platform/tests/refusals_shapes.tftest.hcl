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

run "refuses_a_service_without_a_port" {
  command = plan

  variables {
    services = {
      web    = { path = "/" }
      mailer = { worker = true }
      report = { schedule = "rate(1 hour)" }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_worker_with_a_path" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, path = "/mail" }
      report = { schedule = "rate(1 hour)" }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_worker_with_requests_to_make" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, smoke = [{ path = "/mail" }] }
      report = { schedule = "rate(1 hour)" }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_worker_that_scales_by_requests" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, scaling = { min = 2, max = 5, requests = 100 } }
      report = { schedule = "rate(1 hour)" }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_job_that_is_a_worker_too" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true }
      report = { schedule = "rate(1 hour)", worker = true }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_job_that_scales" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true }
      report = { schedule = "rate(1 hour)", scaling = { min = 2, max = 5, cpu = 60 } }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_job_with_a_port" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true }
      report = { schedule = "rate(1 hour)", port = 8080 }
    }
  }

  expect_failures = [var.services]
}
