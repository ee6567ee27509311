mock_provider "aws" {}

variables {
  name                  = "slipway-test"
  autoscaling_group_arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/slipway-test"
}

run "scaling_protection_and_draining_are_managed" {
  command = plan

  assert {
    condition     = aws_ecs_capacity_provider.this.auto_scaling_group_provider[0].managed_scaling[0].status == "ENABLED"
    error_message = "The cluster must add instances for tasks that find no place."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this.auto_scaling_group_provider[0].managed_termination_protection == "ENABLED"
    error_message = "An instance that runs tasks must not be taken."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this.auto_scaling_group_provider[0].managed_draining == "ENABLED"
    error_message = "An instance must be drained before it goes."
  }

  assert {
    condition     = aws_ecs_capacity_provider.this.auto_scaling_group_provider[0].managed_scaling[0].target_capacity == 100
    error_message = "By default all capacity is used."
  }
}

run "the_cluster_uses_its_provider" {
  command = plan

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["slipway-test"]) && one(aws_ecs_cluster_capacity_providers.this.default_capacity_provider_strategy).capacity_provider == "slipway-test"
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
    condition     = one(aws_ecs_cluster.this.setting).name == "containerInsights" && one(aws_ecs_cluster.this.setting).value == "enabled"
    error_message = "Container Insights must be on by default."
  }
}

run "settings_reach_the_cluster" {
  command = plan

  variables {
    container_insights        = "enhanced"
    target_capacity           = 80
    maximum_scaling_step_size = 3
    warmup_seconds            = 120
  }

  assert {
    condition     = one(aws_ecs_cluster.this.setting).value == "enhanced"
    error_message = "container_insights must be what was asked for."
  }

  assert {
    condition = alltrue([
      for s in aws_ecs_capacity_provider.this.auto_scaling_group_provider[0].managed_scaling :
      s.target_capacity == 80 && s.maximum_scaling_step_size == 3 && s.instance_warmup_period == 120
    ])
    error_message = "The settings of managed scaling must be what was asked for."
  }
}

run "refuses_what_ecs_refuses" {
  command = plan

  variables {
    name                      = "ecs-test"
    container_insights        = "on"
    target_capacity           = 150
    maximum_scaling_step_size = 0
    warmup_seconds            = 20000
  }

  expect_failures = [var.name, var.container_insights, var.target_capacity, var.maximum_scaling_step_size, var.warmup_seconds]
}
