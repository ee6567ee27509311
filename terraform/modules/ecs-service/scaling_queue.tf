# Tasks as a queue needs them: its messages, those that a task works on among them, divided by the tasks that run. With what waits alone,
# as in AWS's example, the last message would be taken from the task that works on it, as an empty queue needs none.
#
# AWS's example counts tasks by RunningTaskCount, which only Container Insights has, and that may be off. Each running task gives ECS's own
# CPUUtilization one sample a minute, so their number is the number of tasks, at no cost. With no task there is none, and the quotient is
# missing: target tracking then leaves the count alone, hence `wake`.
locals {
  queue     = local.stays ? try(var.scaling.queue, null) : null
  from_zero = local.queue != null && local.least == 0

  backlog = {
    visible = { namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", stat = "Maximum", dimensions = { QueueName = try(local.queue.name, "") } }
    working = { namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesNotVisible", stat = "Maximum", dimensions = { QueueName = try(local.queue.name, "") } }
    running = {
      namespace  = "AWS/ECS"
      metric     = "CPUUtilization"
      stat       = "SampleCount"
      dimensions = { ClusterName = element(split("/", var.cluster_arn), -1), ServiceName = coalesce(var.ecs_name, var.name) }
    }
  }
}

resource "aws_appautoscaling_policy" "queue" {
  count = local.queue == null ? 0 : 1

  name               = "${local.full_name}-queue"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = local.target.service_namespace
  scalable_dimension = local.target.scalable_dimension
  resource_id        = local.target.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = local.queue.depth
    scale_in_cooldown  = var.scaling.scale_in_cooldown
    scale_out_cooldown = var.scaling.scale_out_cooldown

    customized_metric_specification {
      metrics {
        id          = "backlog"
        label       = "Messages of ${local.queue.name} for each task"
        expression  = "(visible + working) / running"
        return_data = true
      }

      dynamic "metrics" {
        for_each = local.backlog

        content {
          id          = metrics.key
          return_data = false

          metric_stat {
            stat = metrics.value.stat

            metric {
              namespace   = metrics.value.namespace
              metric_name = metrics.value.metric

              dynamic "dimensions" {
                for_each = metrics.value.dimensions

                content {
                  name  = dimensions.key
                  value = dimensions.value
                }
              }
            }
          }
        }
      }
    }
  }

  lifecycle {
    replace_triggered_by = [aws_ecs_service.this[0].id, terraform_data.range]
  }
}

# The first task. One, and not one more each minute: until it runs, the alarm stays.
resource "aws_appautoscaling_policy" "wake" {
  count = local.from_zero ? 1 : 0

  name               = "${local.full_name}-wake"
  policy_type        = "StepScaling"
  service_namespace  = local.target.service_namespace
  scalable_dimension = local.target.scalable_dimension
  resource_id        = local.target.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ExactCapacity"
    cooldown                = 60
    metric_aggregation_type = "Maximum"

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }

  lifecycle {
    replace_triggered_by = [aws_ecs_service.this[0].id, terraform_data.range]
  }
}

# Three minutes in a row, because CloudWatch has the newest minute of a running task late: one alone could be a minute without a task that
# there was none of.
resource "aws_cloudwatch_metric_alarm" "wake" {
  count = local.from_zero ? 1 : 0

  alarm_name          = "${local.full_name}-waiting"
  alarm_description   = "Messages of ${local.queue.name} wait, and no task of ${local.full_name} runs: this starts one, and is no fault."
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching" # SQS says nothing of a queue that nobody uses
  alarm_actions       = [aws_appautoscaling_policy.wake[0].arn]
  tags                = local.tags

  metric_query {
    id          = "waiting"
    label       = "Messages wait, and no task runs"
    expression  = "IF(visible > 0 AND FILL(running, 0) < 1, 1, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { for id, query in local.backlog : id => query if id != "working" }

    content {
      id = metric_query.key

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        stat        = metric_query.value.stat
        period      = 60
        dimensions  = metric_query.value.dimensions
      }
    }
  }
}
