locals {
  # Each graph has a line for every service, in the order of their names.
  graphs = [
    {
      title = "Requests a minute"
      stat  = "Sum"
      lines = [for key, s in local.behind : ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", var.load_balancer_arn_suffix, "TargetGroup", s.target_group_arn_suffix, { label = key }]]
    },
    {
      title = "5xx a minute"
      stat  = "Sum"
      lines = concat(
        [["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", var.load_balancer_arn_suffix, { label = "load balancer" }]],
        [for key, s in local.behind : ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", var.load_balancer_arn_suffix, "TargetGroup", s.target_group_arn_suffix, { label = key }]],
      )
    },
    {
      title = "Seconds to answer (p99)"
      stat  = "p99"
      lines = [for key, s in local.behind : ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", var.load_balancer_arn_suffix, "TargetGroup", s.target_group_arn_suffix, { label = key }]]
    },
    {
      title = "Healthy tasks"
      stat  = "Minimum"
      lines = concat(
        [for key, s in local.behind : ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", var.load_balancer_arn_suffix, "TargetGroup", s.target_group_arn_suffix, { label = key }]],
        [for key, s in var.services : ["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster_name, "ServiceName", s.service_name, { label = key, stat = "SampleCount" }] if s.target_group_arn_suffix == null],
      )
    },
    {
      title = "CPU in per cent"
      stat  = "Average"
      lines = [for key, s in var.services : ["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster_name, "ServiceName", s.service_name, { label = key }]]
    },
    {
      title = "Memory in per cent, fullest task"
      stat  = "Maximum"
      lines = [for key, s in var.services : ["AWS/ECS", "MemoryUtilization", "ClusterName", var.cluster_name, "ServiceName", s.service_name, { label = key }]]
    },
    {
      title = "Instances needed in per cent of those that run"
      stat  = "Average"
      lines = [["AWS/ECS/ManagedScaling", "CapacityProviderReservation", "ClusterName", var.cluster_name, "CapacityProviderName", var.capacity_provider, { label = var.capacity_provider }]]
    },
  ]

  alarm_widget = {
    type       = "alarm"
    x          = 8
    y          = 12
    width      = 16
    height     = 6
    properties = { title = "Alarms", alarms = concat([for key in sort(keys(local.alarms)) : aws_cloudwatch_metric_alarm.this[key].arn], [for key in sort(keys(local.table_alarms)) : aws_cloudwatch_metric_alarm.table[key].arn]) }
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  # Three graphs a row, the alarms beside the last one.
  dashboard_body = jsonencode({
    widgets = concat(
      [
        for place, graph in local.graphs : {
          type   = "metric"
          x      = place % 3 * 8
          y      = floor(place / 3) * 6
          width  = 8
          height = 6
          properties = {
            title   = graph.title
            region  = var.region
            view    = "timeSeries"
            stat    = graph.stat
            period  = 60
            metrics = graph.lines
            yAxis   = { left = { min = 0 } }
          }
        }
      ],
      [local.alarm_widget],
    )
  })
}
