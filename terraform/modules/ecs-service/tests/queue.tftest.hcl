mock_provider "aws" {
  source = "./tests/mocks"

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/mailer" }
  }

  mock_resource "aws_appautoscaling_policy" {
    defaults = { arn = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:11111111-2222-3333-4444-555555555555:resource/ecs/service/slipway-test/mailer:policyName/slipway-test-mailer-wake" }
  }
}

variables {
  name    = "mailer"
  image   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  shape   = "worker"
  scaling = { min = 1, max = 5, cpu = 60, queue = { name = "slipway-test-mail", depth = 100 } }

  port                            = null
  path                            = null
  health_path                     = null
  priority                        = null
  listener_arn                    = null
  load_balancer_security_group_id = null
  load_balancer_arn_suffix        = null
}

run "the_messages_for_each_task_scale_it" {
  command = apply

  assert {
    condition     = one(aws_appautoscaling_policy.queue[*].target_tracking_scaling_policy_configuration[0].target_value) == 100 && keys(aws_appautoscaling_policy.this) == ["cpu"] && output.desired_count == 1
    error_message = "A worker must follow its queue, and its CPU beside that; one task is enough, as messages wait."
  }

  # Container Insights may be off: its RunningTaskCount would be missing, and nothing would scale.
  assert {
    condition = { for m in aws_appautoscaling_policy.queue[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : m.id => [
      for s in m.metric_stat : [s.stat, s.metric[0].namespace, s.metric[0].metric_name, { for d in s.metric[0].dimensions : d.name => d.value }]
      ] } == {
      backlog = []
      visible = [["Maximum", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = "slipway-test-mail" }]]
      working = [["Maximum", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", { QueueName = "slipway-test-mail" }]]
      running = [["SampleCount", "AWS/ECS", "CPUUtilization", { ClusterName = "slipway-test", ServiceName = "mailer" }]]
    }
    error_message = "Messages that wait or are worked on must be divided by the tasks that ECS itself counts."
  }

  assert {
    condition     = [for m in aws_appautoscaling_policy.queue[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : [m.id, m.expression] if m.return_data] == [["backlog", "(visible + working) / running"]]
    error_message = "One value alone may be returned: the backlog of a task. A message that is worked on must keep its task."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.wake) + length(aws_cloudwatch_metric_alarm.wake) == 0
    error_message = "With a task that always runs nothing has to be woken."
  }
}

run "nothing_runs_where_nothing_waits" {
  command = apply

  variables {
    scaling = { min = 0, max = 5, queue = { name = "slipway-test-mail", depth = 100 } }
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].min_capacity == 0 && output.desired_count == 0
    error_message = "A worker of a queue must be able to go down to nothing."
  }

  # With no task the quotient is missing, and target tracking leaves the count alone.
  assert {
    condition     = aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration[0].adjustment_type == "ExactCapacity" && one(aws_appautoscaling_policy.wake[0].step_scaling_policy_configuration[0].step_adjustment[*].scaling_adjustment) == 1
    error_message = "From nothing it must come to one task, and not to one more each minute until that runs."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.wake[0].alarm_actions == toset([aws_appautoscaling_policy.wake[0].arn]) && aws_cloudwatch_metric_alarm.wake[0].evaluation_periods == 3 && strcontains([for q in aws_cloudwatch_metric_alarm.wake[0].metric_query : q.expression if q.id == "waiting"][0], "FILL(running, 0) < 1")
    error_message = "Messages that wait while no task runs must start one; one late minute must not."
  }
}

run "a_night_without_tasks_is_woken_too" {
  command = apply

  variables {
    scaling = {
      min       = 2, max = 5, queue = { name = "slipway-test-mail", depth = 100 }
      schedules = { night = { cron = "cron(0 22 * * ? *)", min = 0, max = 1 }, day = { cron = "cron(0 6 * * ? *)", min = 2, max = 5 } }
    }
  }

  assert {
    condition     = output.desired_count == 0 && length(aws_appautoscaling_policy.wake) == 1
    error_message = "The fewest of all hours count."
  }
}

run "refuses_a_queue_of_a_web_service" {
  command = plan

  variables {
    shape                           = "web"
    port                            = 8080
    path                            = "/mailer"
    health_path                     = "/mailer/healthz"
    priority                        = 40769
    listener_arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
    load_balancer_security_group_id = "sg-0loadbalancer"
    load_balancer_arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
  }

  expect_failures = [var.shape]
}

run "refuses_no_task_of_a_worker_without_a_queue" {
  command = plan

  variables {
    scaling           = { min = 0, max = 5, cpu = 60 }
    allow_single_task = true
  }

  expect_failures = [var.scaling]
}

run "refuses_a_queue_that_may_have_no_message" {
  command = plan

  variables {
    scaling = { min = 1, max = 5, queue = { name = "slipway-test-mail", depth = 0 } }
  }

  expect_failures = [var.scaling]
}

run "refuses_no_task_at_all" {
  command = plan

  variables {
    scaling = { min = 0, max = 0, queue = { name = "slipway-test-mail", depth = 10 } }
  }

  expect_failures = [var.scaling]
}
