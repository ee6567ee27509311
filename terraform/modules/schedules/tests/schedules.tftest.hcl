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

  jobs = {
    report = {
      schedule            = "cron(0 3 * * ? *)"
      task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:7"
      execution_role_arn  = "arn:aws:iam::123456789012:role/slipway-test/slipway-test-report-execution"
      task_role_arn       = "arn:aws:iam::123456789012:role/slipway-test/slipway-test-report-task"
      security_group_ids  = ["sg-0task"]
    }
  }
}

run "a_job_runs_once_each_time_in_the_cluster" {
  command = apply

  assert {
    condition     = aws_scheduler_schedule.this["report"].schedule_expression == "cron(0 3 * * ? *)" && aws_scheduler_schedule.this["report"].schedule_expression_timezone == "UTC" && aws_scheduler_schedule.this["report"].flexible_time_window[0].mode == "OFF"
    error_message = "A job must run at its time, and in UTC where nothing else is said."
  }

  assert {
    condition     = aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].task_count == 1 && aws_scheduler_schedule.this["report"].target[0].arn == var.cluster_arn && aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].task_definition_arn == var.jobs["report"].task_definition_arn
    error_message = "One task of this release must run, in this cluster."
  }

  assert {
    condition     = one(aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].capacity_provider_strategy).capacity_provider == "slipway-test"
    error_message = "The capacity provider must place the task, or nothing adds an instance for it."
  }

  assert {
    condition     = aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].network_configuration[0].assign_public_ip == false && aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].network_configuration[0].subnets == toset(["subnet-0a", "subnet-0b"]) && aws_scheduler_schedule.this["report"].target[0].ecs_parameters[0].enable_execute_command == false
    error_message = "A job must stand in the private subnets, without a public address, and nobody may open a shell in it."
  }
}

run "what_was_missed_is_kept_and_told" {
  command = apply

  assert {
    condition     = aws_scheduler_schedule.this["report"].target[0].retry_policy[0].maximum_retry_attempts == 10 && aws_scheduler_schedule.this["report"].target[0].retry_policy[0].maximum_event_age_in_seconds == 3600
    error_message = "A start that failed must be tried again, and not so late that it meets the next one."
  }

  assert {
    condition     = aws_scheduler_schedule.this["report"].target[0].dead_letter_config[0].arn == aws_sqs_queue.missed[0].arn && aws_sqs_queue.missed[0].sqs_managed_sse_enabled && aws_sqs_queue.missed[0].message_retention_seconds == 1209600
    error_message = "What could not be started must be kept, encrypted, for as long as SQS keeps it."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_policy.missed[0].policy).Statement[0].Effect == "Deny" && jsondecode(aws_sqs_queue_policy.missed[0].policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "The queue must refuse what does not come over TLS."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.missed[0].alarm_actions == toset(var.alarm_actions) && aws_cloudwatch_metric_alarm.missed[0].threshold == 0 && aws_cloudwatch_metric_alarm.missed[0].actions_enabled != false
    error_message = "The topic must hear of a run that was missed."
  }
}

run "a_role_starts_its_job_and_nothing_else" {
  command = apply

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/slipway-test-workloads"
  }

  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.this["report"].policy).Statement : s.Sid => jsonencode([s.Action, s.Resource]) } == {
      StartTheJob       = jsonencode([["ecs:RunTask"], ["arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-report:*"]])
      TagItsTask        = jsonencode([["ecs:TagResource"], ["arn:aws:ecs:eu-west-1:123456789012:task/slipway-test/*"]])
      PassItsRoles      = jsonencode([["iam:PassRole"], ["arn:aws:iam::123456789012:role/slipway-test/slipway-test-report-execution", "arn:aws:iam::123456789012:role/slipway-test/slipway-test-report-task"]])
      KeepWhatWasMissed = jsonencode([["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:123456789012:slipway-test-missed-runs"]])
    }
    error_message = "The role must reach this task definition, its two roles and the queue alone."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.this["report"].policy).Statement[0].Condition.ArnEquals["ecs:cluster"] == var.cluster_arn && jsondecode(aws_iam_role_policy.this["report"].policy).Statement[2].Condition.StringEquals["iam:PassedToService"] == "ecs-tasks.amazonaws.com"
    error_message = "The job must run in this cluster alone, and its roles must go to ECS alone."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this["report"].assume_role_policy).Statement[0].Condition.StringEquals == { "aws:SourceAccount" = "123456789012", "aws:SourceArn" = "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/slipway-test" } && aws_iam_role.this["report"].permissions_boundary == var.permissions_boundary_arn && aws_iam_role.this["report"].path == "/slipway-test/"
    error_message = "Only this environment's schedules may use the role, which is under the boundary."
  }
}

run "without_jobs_there_is_nothing" {
  command = apply

  variables {
    jobs = {}
  }

  assert {
    condition     = length(aws_scheduler_schedule_group.this) + length(aws_sqs_queue.missed) + length(aws_cloudwatch_metric_alarm.missed) == 0 && output.missed_queue_url == null
    error_message = "Without jobs no queue, no group and no alarm may be made."
  }
}
