mock_provider "aws" {}

variables {
  name                  = "slipway-test"
  autoscaling_group_arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/slipway-test"
}

run "scaling_protection_and_draining_are_managed" {
  command = plan

  assert {
    condition     = aws_ecs_capacity_provider.this[0].auto_scaling_group_provider[0].managed_scaling[0].status == "ENABLED"
    error_message = "The cluster must add instances for tasks that find no place."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this[0].auto_scaling_group_provider[0].managed_termination_protection == "ENABLED"
    error_message = "An instance that runs tasks must not be taken."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this[0].auto_scaling_group_provider[0].managed_draining == "ENABLED"
    error_message = "An instance must be drained before it goes."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this[0].auto_scaling_group_provider[0].managed_scaling[0].target_capacity == 100
    error_message = "By default all capacity is used."
  }
}

run "the_cluster_uses_its_provider" {
  command = plan

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this[0].capacity_providers == toset(["slipway-test"]) && one(aws_ecs_cluster_capacity_providers.this[0].default_capacity_provider_strategy).capacity_provider == "slipway-test"
    error_message = "The capacity provider must be the cluster's own and its default."
  }

  assert {
    condition     = output.capacity_provider == "slipway-test"
    error_message = "Services must be given the provider's name."
  }
}

run "container_insights_are_on" {
  command = plan

  assert {
    condition     = one(aws_ecs_cluster.this[0].setting).name == "containerInsights" && one(aws_ecs_cluster.this[0].setting).value == "enabled"
    error_message = "Container Insights must be on by default."
  }
}

run "the_log_of_container_insights_has_an_end_and_an_owner" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.insights[0].name == "/aws/ecs/containerinsights/slipway-test/performance" && aws_cloudwatch_log_group.insights[0].retention_in_days == 30
    error_message = "The group must have the name that AWS writes to, or AWS makes one that a destroy leaves behind; production keeps logs 30 days."
  }
}

run "shells_in_tasks_are_logged" {
  command = plan

  assert {
    condition = alltrue([
      for c in aws_ecs_cluster.this[0].configuration[0].execute_command_configuration :
      c.logging == "OVERRIDE" && c.log_configuration[0].cloud_watch_log_group_name == "/ecs-exec/slipway-test" && !c.log_configuration[0].cloud_watch_encryption_enabled
    ])
    error_message = "Every shell must leave its log in the cluster's own group; without a key ECS may not ask for one."
  }

  assert {
    condition     = aws_cloudwatch_log_group.exec[0].retention_in_days == 90 && output.exec_log_group == "/ecs-exec/slipway-test"
    error_message = "The log must have an end, and services must be told its name."
  }
}

run "shells_in_tasks_are_encrypted_on_request" {
  command = plan

  variables {
    exec_kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    exec_log_retention_days = 365
  }

  assert {
    condition = alltrue([
      for c in aws_ecs_cluster.this[0].configuration[0].execute_command_configuration :
      c.kms_key_id == var.exec_kms_key_arn && c.log_configuration[0].cloud_watch_encryption_enabled
    ])
    error_message = "The key must be the shell's, and a log without it refused."
  }

  assert {
    condition     = aws_cloudwatch_log_group.exec[0].kms_key_id == var.exec_kms_key_arn && aws_cloudwatch_log_group.exec[0].retention_in_days == 365 && output.exec_kms_key_arn == var.exec_kms_key_arn
    error_message = "The log must have the same key, and services must be told it."
  }
}

run "settings_reach_the_cluster" {
  command = plan

  variables {
    container_insights        = "enhanced"
    target_capacity           = 80
    maximum_scaling_step_size = 3
    warmup_seconds            = 120

    insights_log_retention_days = 90
  }

  assert {
    condition     = aws_cloudwatch_log_group.insights[0].retention_in_days == 90
    error_message = "insights_log_retention_days must be what was asked for."
  }

  assert {
    condition     = one(aws_ecs_cluster.this[0].setting).value == "enhanced"
    error_message = "container_insights must be what was asked for."
  }

  assert {
    condition = alltrue([
      for s in aws_ecs_capacity_provider.this[0].auto_scaling_group_provider[0].managed_scaling :
      s.target_capacity == 80 && s.maximum_scaling_step_size == 3 && s.instance_warmup_period == 120
    ])
    error_message = "The settings of managed scaling must be what was asked for."
  }
}

run "refuses_what_ecs_refuses" {
  command = plan

  variables {
    name                      = "ecs-test"
    autoscaling_group_arn     = "slipway-test"
    container_insights        = "on"
    target_capacity           = 150
    maximum_scaling_step_size = 0
    warmup_seconds            = 20000
    exec_log_retention_days   = 100
    exec_kms_key_arn          = "alias/exec"

    insights_log_retention_days = 2
  }

  expect_failures = [
    var.name, var.autoscaling_group_arn, var.container_insights, var.target_capacity, var.maximum_scaling_step_size,
    var.warmup_seconds, var.exec_log_retention_days, var.exec_kms_key_arn, var.insights_log_retention_days,
  ]
}

run "a_namespace_is_made_where_it_is_asked_for" {
  command = plan

  variables {
    namespace = "slipway-test"
  }

  assert {
    condition     = aws_service_discovery_http_namespace.this[0].name == "slipway-test"
    error_message = "Services find each other in a namespace of the environment's name."
  }
}

run "no_namespace_without_a_need" {
  command = plan

  assert {
    condition     = length(aws_service_discovery_http_namespace.this) == 0 && output.namespace_arn == null
    error_message = "Where no service calls another there is nothing to make."
  }
}
