mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/slipway-test/slipway-test-report-schedule" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:slipway-test-missed-runs", id = "https://sqs.eu-west-1.amazonaws.com/123456789012/slipway-test-missed-runs" }
  }
}

variables {
  name              = "slipway-test"
  region            = "eu-west-1"
  cluster_arn       = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
  capacity_provider = "slipway-test"
  subnet_ids        = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  alarm_actions     = ["arn:aws:sns:eu-west-1:123456789012:slipway-test-alarms"]
}

run "refuses_a_schedule_of_unix" {
  command = plan

  variables {
    jobs = { report = { schedule = "0 3 * * *", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_cron_of_five_fields" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_rate_of_one_in_the_plural" {
  command = plan

  variables {
    jobs = { report = { schedule = "rate(1 hours)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_single_time" {
  command = plan

  variables {
    jobs = { report = { schedule = "at(2026-12-01T03:00:00)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_timezone_that_is_none" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * ? *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"], timezone = "MEZ+1" } }
  }

  expect_failures = [var.jobs]
}

run "refuses_no_retry_at_all" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * ? *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"], retry = { attempts = 0 } } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_retry_of_days" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * ? *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"], retry = { minutes = 2880 } } }
  }

  expect_failures = [var.jobs]
}

run "refuses_one_role_for_both" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * ? *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/e", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_whatever_revision_is_newest" {
  command = plan

  variables {
    jobs = { report = { schedule = "cron(0 3 * * ? *)", task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report", execution_role_arn = "arn:aws:iam::123456789012:role/e", task_role_arn = "arn:aws:iam::123456789012:role/t", security_group_ids = ["sg-0task"] } }
  }

  expect_failures = [var.jobs]
}
