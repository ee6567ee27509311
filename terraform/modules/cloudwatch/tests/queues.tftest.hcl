mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  queues = { mail = { name = "slipway-test-mail", dead_name = "slipway-test-mail-dead" } }
}

run "what_waits_and_what_is_dead_is_told" {
  command = apply

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["queue-mail-age"].metric_name == "ApproximateAgeOfOldestMessage" && aws_cloudwatch_metric_alarm.this["queue-mail-age"].threshold == 900 && aws_cloudwatch_metric_alarm.this["queue-mail-age"].dimensions == tomap({ QueueName = "slipway-test-mail" })
    error_message = "A message that has waited for a quarter of an hour must be told."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["queue-mail-dead"].metric_name == "ApproximateNumberOfMessagesVisible" && aws_cloudwatch_metric_alarm.this["queue-mail-dead"].threshold == 0 && aws_cloudwatch_metric_alarm.this["queue-mail-dead"].dimensions == tomap({ QueueName = "slipway-test-mail-dead" })
    error_message = "One message in the dead-letter queue must be told."
  }

  assert {
    condition     = alltrue([for key in ["queue-mail-age", "queue-mail-dead"] : aws_cloudwatch_metric_alarm.this[key].alarm_actions == toset([output.topic_arn]) && aws_cloudwatch_metric_alarm.this[key].ok_actions == toset([output.topic_arn]) && aws_cloudwatch_metric_alarm.this[key].treat_missing_data == "notBreaching"])
    error_message = "The alarms of queues must tell the topic, and an idle queue is no fault."
  }
}

run "queues_need_not_be_watched" {
  command = apply

  variables {
    watch = { queues = false }
  }

  assert {
    condition     = length([for name in output.alarm_names : name if strcontains(name, "-queue-")]) == 0
    error_message = "With watch.queues = false no queue may have alarms."
  }
}

# Nothing waits in its queue, so no task runs: that is no fault, and a task that works hard still is one.
run "a_worker_that_may_have_no_task_is_not_down" {
  command = apply

  variables {
    services = { mailer = { service_name = "mailer", desired_count = 0 } }
  }

  assert {
    condition     = toset([for name in output.alarm_names : name if startswith(name, "slipway-test-mailer-")]) == toset(["slipway-test-mailer-cpu", "slipway-test-mailer-memory"])
    error_message = "It must be watched for what its tasks use, and not for their number."
  }
}

run "refuses_no_task_behind_a_load_balancer" {
  command = plan

  variables {
    services = { catalog = { service_name = "catalog", desired_count = 0, target_group_arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef" } }
  }

  expect_failures = [var.services]
}

run "refuses_a_message_that_never_waits" {
  command = plan

  variables {
    queues = { mail = { name = "slipway-test-mail", dead_name = "slipway-test-mail-dead", max_age_minutes = 0 } }
  }

  expect_failures = [var.queues]
}
