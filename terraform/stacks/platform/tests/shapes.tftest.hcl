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

run "a_worker_is_behind_no_load_balancer" {
  command = plan

  assert {
    condition     = keys(module.alb.rules) == ["web"] && keys(output.target_groups) == ["web"]
    error_message = "Only what has a port may have a rule and a target group."
  }

  assert {
    condition     = output.services["mailer"].shape == "worker" && output.services["mailer"].port == null && output.services["mailer"].path == null && output.services["mailer"].health_path == null && output.services["mailer"].command == tolist(["/service", "mail"])
    error_message = "A verification must know that there is nothing to ask, and which command runs."
  }

  assert {
    condition     = contains(module.cloudwatch.alarm_names, "slipway-test-mailer-down") && output.services["mailer"].desired_count == 2
    error_message = "A worker without tasks must be noticed."
  }
}

run "a_job_is_started_by_the_clock_alone" {
  command = plan

  assert {
    condition     = output.services["report"].shape == "job" && output.services["report"].desired_count == 0 && !contains(keys(output.service_names), "report")
    error_message = "A job must be no service of ECS."
  }

  assert {
    condition     = keys(module.schedules.schedules) == ["report"] && contains(module.cloudwatch.event_rules, "slipway-test-job-failed")
    error_message = "A job must have a schedule, and a run that fails must be told."
  }

  assert {
    condition     = length([for name in module.cloudwatch.alarm_names : name if startswith(name, "slipway-test-report-")]) == 0
    error_message = "A job that does not run must set off no alarm."
  }
}

run "without_jobs_nothing_is_made_for_them" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/" } }
    images   = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  }

  assert {
    condition     = module.schedules.missed_queue_url == null && !contains(module.cloudwatch.event_rules, "slipway-test-job-failed")
    error_message = "Without jobs there must be no queue and no rule of them."
  }
}
