mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_to_kill_tasks_that_start" {
  command = plan

  variables {
    health_check_interval     = 30
    health_check_grace_period = 30
  }

  expect_failures = [var.health_check_grace_period]
}

run "refuses_a_grace_period_shorter_than_its_checks" {
  command = plan

  variables {
    health_check_interval     = 10
    healthy_threshold         = 7
    health_check_grace_period = 60
  }

  expect_failures = [var.health_check_grace_period]
}

run "refuses_thresholds_that_a_load_balancer_does_not_know" {
  command = plan

  variables {
    healthy_threshold   = 1
    unhealthy_threshold = 11
  }

  expect_failures = [var.healthy_threshold, var.unhealthy_threshold]
}

run "refuses_a_check_that_outlasts_its_interval" {
  command = plan

  variables {
    health_check_timeout = 10
  }

  expect_failures = [var.health_check_timeout]
}
