locals {
  load_balancer = { LoadBalancer = var.load_balancer_arn_suffix }

  # All alarms of the environment in one map: what is not said is that of `defaults`.
  defaults = { period = 60, stat = null, percentile = null, missing = "notBreaching", comparison = "GreaterThanThreshold" }

  environment_alarms = {
    load-balancer-errors = {
      description = "The load balancer itself answered 5xx more than ${var.thresholds.elb_5xx} times in five minutes: no healthy task, a timeout, or a target that broke off."
      namespace   = "AWS/ApplicationELB"
      metric      = "HTTPCode_ELB_5XX_Count"
      stat        = "Sum"
      period      = 300
      periods     = 1
      threshold   = var.thresholds.elb_5xx
      dimensions  = local.load_balancer
    }

    load-balancer-slow = {
      description = "One answer in a hundred took longer than ${var.thresholds.latency_seconds} s, three times five minutes in a row."
      namespace   = "AWS/ApplicationELB"
      metric      = "TargetResponseTime"
      percentile  = "p99"
      period      = 300
      periods     = 3
      threshold   = var.thresholds.latency_seconds
      dimensions  = local.load_balancer
    }

    # Tasks that find no place: the cluster needs more instances than it has. Container Insights has PendingTaskCount, but
    # that counts tasks which have a place and still start, and it is an option that costs. ECS publishes this one for
    # every capacity provider with managed scaling; more than 100 is usual for minutes, while instances start.
    cluster-full = {
      description = "Tasks have found no place for ${var.thresholds.unplaced_minutes} minutes: the Auto Scaling group is at its maximum, or AWS has no such instances."
      namespace   = "AWS/ECS/ManagedScaling"
      metric      = "CapacityProviderReservation"
      stat        = "Average"
      periods     = var.thresholds.unplaced_minutes
      threshold   = 100
      dimensions  = { ClusterName = var.cluster_name, CapacityProviderName = var.capacity_provider }
    }
  }

  behind = { for key, service in var.services : key => service if service.target_group_arn_suffix != null }

  # How many tasks are well, at the least and at the most of a minute. HealthyHostCount is published only while tasks are registered: none
  # at all shows as missing data, and that is bad. Of a worker each running task gives one sample a minute of its CPU, and none gives none.
  counted = {
    for key, service in var.services : key => service.target_group_arn_suffix != null ? {
      namespace  = "AWS/ApplicationELB"
      metric     = "HealthyHostCount"
      most       = "Maximum"
      least      = "Minimum"
      dimensions = tomap(merge(local.load_balancer, { TargetGroup = service.target_group_arn_suffix }))
      } : {
      namespace  = "AWS/ECS"
      metric     = "CPUUtilization"
      most       = "SampleCount"
      least      = "SampleCount"
      dimensions = tomap({ ClusterName = var.cluster_name, ServiceName = service.service_name })
    }
  }

  # One that may have no task, as nothing waits for it in its queue, is not down without one.
  count_alarms = merge([
    for key, service in var.services : {
      "${key}-down" = {
        description = "${key} has no healthy task."
        namespace   = local.counted[key].namespace
        metric      = local.counted[key].metric
        stat        = local.counted[key].most
        periods     = 2
        comparison  = "LessThanThreshold"
        threshold   = 1
        missing     = "breaching"
        dimensions  = local.counted[key].dimensions
      }

      # A deployment keeps all tasks healthy, so this is silent while one is under way.
      "${key}-degraded" = {
        description = "${key} has fewer healthy tasks than the ${service.desired_count} it should have, for ten minutes."
        namespace   = local.counted[key].namespace
        metric      = local.counted[key].metric
        stat        = local.counted[key].least
        periods     = 10
        comparison  = "LessThanThreshold"
        threshold   = service.desired_count
        missing     = "breaching"
        dimensions  = local.counted[key].dimensions
      }
    } if service.desired_count > 0
  ]...)

  service_alarms = merge(local.count_alarms, [
    for key, service in var.services : {
      "${key}-cpu" = {
        description = "${key} has used more than ${var.thresholds.cpu_percent} % of its CPU for a quarter of an hour."
        namespace   = "AWS/ECS"
        metric      = "CPUUtilization"
        stat        = "Average"
        periods     = 15
        threshold   = var.thresholds.cpu_percent
        dimensions  = { ClusterName = var.cluster_name, ServiceName = service.service_name }
      }

      # The fullest task counts: it is killed at 100 %, whatever the others have left.
      "${key}-memory" = {
        description = "A task of ${key} has used more than ${var.thresholds.memory_percent} % of its memory for five minutes; at 100 % it is killed."
        namespace   = "AWS/ECS"
        metric      = "MemoryUtilization"
        stat        = "Maximum"
        periods     = 5
        threshold   = var.thresholds.memory_percent
        dimensions  = { ClusterName = var.cluster_name, ServiceName = service.service_name }
      }
    }
  ]...)

  alarms = { for key, alarm in merge(local.environment_alarms, local.service_alarms, local.data_alarms, local.queue_alarms) : key => merge(local.defaults, alarm) }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = each.value.stat
  extended_statistic  = each.value.percentile
  dimensions          = each.value.dimensions
  period              = each.value.period
  evaluation_periods  = each.value.periods
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = var.tags

  # An alarm that goes off at once must be able to say so.
  depends_on = [aws_sns_topic_policy.this]
}
