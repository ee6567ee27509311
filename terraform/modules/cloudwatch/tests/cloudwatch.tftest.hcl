mock_provider "aws" {
  source = "./tests/mocks"

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555", key_id = "11111111-2222-3333-4444-555555555555" }
  }
}

variables {
  capacity_provider = "slipway-test-ec2"

  services = {
    catalog = { target_group_arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef", service_name = "catalog", desired_count = 2 }
    orders  = { target_group_arn_suffix = "targetgroup/slipway-test-orders/fedcba9876543210", service_name = "orders-v2", desired_count = 3 }
  }
}

run "alarms_for_the_environment_and_each_service" {
  command = apply

  assert {
    condition = output.alarm_names == tolist([
      "slipway-test-catalog-cpu", "slipway-test-catalog-degraded", "slipway-test-catalog-down", "slipway-test-catalog-memory",
      "slipway-test-cluster-full", "slipway-test-load-balancer-errors", "slipway-test-load-balancer-slow",
      "slipway-test-orders-cpu", "slipway-test-orders-degraded", "slipway-test-orders-down", "slipway-test-orders-memory",
    ])
    error_message = "There must be four alarms for each service and three for the environment."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset([output.topic_arn]) && alarm.ok_actions == toset([output.topic_arn])])
    error_message = "Every alarm must tell the topic when it begins and when it is over."
  }
}

run "a_worker_without_tasks_is_noticed" {
  command = apply

  variables {
    services = { mailer = { service_name = "mailer", desired_count = 2 } }
  }

  assert {
    condition = alltrue([for key in ["mailer-down", "mailer-degraded"] :
      aws_cloudwatch_metric_alarm.this[key].statistic == "SampleCount" && aws_cloudwatch_metric_alarm.this[key].treat_missing_data == "breaching" &&
      aws_cloudwatch_metric_alarm.this[key].dimensions == tomap({ ClusterName = "slipway-test", ServiceName = "mailer" })
    ])
    error_message = "Where no load balancer counts tasks, those that report their CPU must be counted, and none must count as bad."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["mailer-down"].threshold == 1 && aws_cloudwatch_metric_alarm.this["mailer-degraded"].threshold == 2
    error_message = "No task and fewer than wanted must be told apart."
  }
}

run "a_service_without_tasks_is_noticed" {
  command = apply

  assert {
    condition     = alltrue([for key in ["catalog-down", "catalog-degraded"] : aws_cloudwatch_metric_alarm.this[key].treat_missing_data == "breaching"])
    error_message = "With no task registered AWS publishes nothing: missing data must count as bad."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["orders-down"].threshold == 1 && aws_cloudwatch_metric_alarm.this["orders-down"].comparison_operator == "LessThanThreshold" && aws_cloudwatch_metric_alarm.this["orders-degraded"].threshold == 3
    error_message = "No healthy task and fewer than wanted must be told apart."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["orders-down"].dimensions == tomap({ LoadBalancer = "app/slipway-test/50dc6c495c0c9188", TargetGroup = "targetgroup/slipway-test-orders/fedcba9876543210" })
    error_message = "The alarm must watch the target group of its service."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["orders-cpu"].dimensions == tomap({ ClusterName = "slipway-test", ServiceName = "orders-v2" })
    error_message = "CPU is measured under the ECS service's name, not under the settings' one."
  }
}

run "tasks_without_a_place_are_noticed" {
  command = apply

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cluster-full"].namespace == "AWS/ECS/ManagedScaling" && aws_cloudwatch_metric_alarm.this["cluster-full"].dimensions == tomap({ ClusterName = "slipway-test", CapacityProviderName = "slipway-test-ec2" })
    error_message = "The alarm must watch the capacity provider's own metric."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cluster-full"].threshold == 100 && aws_cloudwatch_metric_alarm.this["cluster-full"].evaluation_periods * aws_cloudwatch_metric_alarm.this["cluster-full"].period == 900
    error_message = "More than 100 % for minutes is how scaling works; for a quarter of an hour it is not."
  }
}

run "thresholds_can_be_set" {
  command = apply

  variables {
    thresholds = { elb_5xx = 0, latency_seconds = 0.5, cpu_percent = 70, unplaced_minutes = 30 }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["load-balancer-errors"].threshold == 0 && aws_cloudwatch_metric_alarm.this["load-balancer-slow"].threshold == 0.5 && aws_cloudwatch_metric_alarm.this["load-balancer-slow"].extended_statistic == "p99"
    error_message = "The load balancer's thresholds must be those that were given."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["catalog-cpu"].threshold == 70 && aws_cloudwatch_metric_alarm.this["catalog-memory"].threshold == 90 && aws_cloudwatch_metric_alarm.this["cluster-full"].evaluation_periods == 30
    error_message = "What was left out must keep its default."
  }
}

run "an_environment_without_services_has_its_own_alarms" {
  command = apply

  variables {
    services = {}
  }

  assert {
    condition     = length(output.alarm_names) == 3
    error_message = "Without services the environment's alarms must remain."
  }
}

run "the_dashboard_shows_every_service" {
  command = apply

  assert {
    condition     = output.dashboard_name == "slipway-test" && [for w in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : w.type] == ["metric", "metric", "metric", "metric", "metric", "metric", "metric", "alarm"]
    error_message = "There must be seven graphs and the alarms."
  }

  assert {
    condition = alltrue([
      for w in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets :
      length(setsubtract(["catalog", "orders"], [for line in w.properties.metrics : line[length(line) - 1].label])) == 0 if w.type == "metric" && w.properties.title != "Instances needed in per cent of those that run"
    ])
    error_message = "Every graph of services must have a line for each."
  }

  assert {
    condition     = length(distinct([for w in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : "${w.x}/${w.y}"])) == 8 && alltrue([for w in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : w.x + w.width <= 24])
    error_message = "No graph may lie on another, or beyond the 24 columns."
  }
}
