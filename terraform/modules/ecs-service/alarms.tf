# What rolls a deployment back when its tasks are healthy but serve badly. The alarms watch the target group, which is
# there before the service is: nothing here needs the service, so the service can name them.
#
# Switched off they stay, silent and with thresholds that nothing reaches. The provider can't take the last alarm off a
# service: it doesn't send a block that was removed, and refuses an empty list.
locals {
  alarmed    = try(var.alarms.enabled, false)
  thresholds = local.alarmed ? var.alarms : { enabled = false, error_percent = 100, latency_seconds = 3600, min_requests = 20, minutes = 2 }
  dimensions = { LoadBalancer = var.load_balancer_arn_suffix, TargetGroup = one(aws_lb_target_group.this[*].arn_suffix) }

  # Two errors out of three requests at night are no reason to roll back: with fewer than min_requests in a minute the
  # value is 0. CloudWatch's own guard for percentiles would ask for a thousand requests a minute.
  alarms = {
    "5xx" = {
      description = "More than ${local.thresholds.error_percent} % of the answers of ${local.full_name} are errors of its own (5xx)."
      threshold   = local.thresholds.error_percent
      metric      = "HTTPCode_Target_5XX_Count"
      stat        = "Sum"
      expression  = "IF(requests >= ${local.thresholds.min_requests}, 100 * FILL(value, 0) / requests, 0)"
    }

    latency = {
      description = "One answer of ${local.full_name} in a hundred takes longer than ${local.thresholds.latency_seconds} s."
      threshold   = local.thresholds.latency_seconds
      metric      = "TargetResponseTime"
      stat        = "p99"
      expression  = "IF(requests >= ${local.thresholds.min_requests}, value, 0)"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for name, alarm in local.alarms : name => alarm if local.web }

  alarm_name          = "${local.full_name}-${each.key}"
  alarm_description   = "${each.value.description} A deployment that is under way is rolled back."
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = local.thresholds.minutes
  treat_missing_data  = "notBreaching" # no requests, nothing wrong
  actions_enabled     = local.alarmed
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = local.tags

  metric_query {
    id          = "guarded"
    label       = each.key
    expression  = each.value.expression
    return_data = true
  }

  metric_query {
    id = "value"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = each.value.metric
      stat        = each.value.stat
      period      = 60
      dimensions  = local.dimensions
    }
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      stat        = "Sum"
      period      = 60
      dimensions  = local.dimensions
    }
  }
}
