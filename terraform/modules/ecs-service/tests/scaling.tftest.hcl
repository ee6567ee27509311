mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_fixed_count_is_a_range_of_one_number" {
  command = apply

  variables {
    desired_count = 3
  }

  assert {
    condition     = aws_ecs_service.this[0].desired_count == 3 && aws_appautoscaling_target.this[0].min_capacity == 3 && aws_appautoscaling_target.this[0].max_capacity == 3
    error_message = "A fixed count must begin with it, and AWS must hold it."
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].resource_id == "service/slipway-test/catalog" && length(aws_appautoscaling_policy.this) == 0
    error_message = "The range must be this service's, and nothing may scale it."
  }
}

# The state of the run before is that of a service with three tasks.
run "a_new_count_moves_the_range_and_not_the_service" {
  command = apply

  variables {
    desired_count = 4
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].min_capacity == 4 && aws_appautoscaling_target.this[0].max_capacity == 4
    error_message = "A new count must move the range."
  }

  assert {
    condition     = aws_ecs_service.this[0].desired_count == 3
    error_message = "The service's own count must be left alone, or Terraform undoes what the scaler did."
  }
}

run "scaling_widens_the_range" {
  command = apply

  variables {
    scaling = { min = 2, max = 8, cpu = 60, requests = 500 }
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].min_capacity == 2 && aws_appautoscaling_target.this[0].max_capacity == 8 && aws_ecs_service.this[0].desired_count == 3 && output.desired_count == 2
    error_message = "The range must be what was asked for, and the running service keep its tasks."
  }

  assert {
    condition = { for name, p in aws_appautoscaling_policy.this : name => [
      p.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].predefined_metric_type,
      p.target_tracking_scaling_policy_configuration[0].target_value,
      p.target_tracking_scaling_policy_configuration[0].scale_in_cooldown,
      p.target_tracking_scaling_policy_configuration[0].scale_out_cooldown,
      ] } == {
      cpu      = ["ECSServiceAverageCPUUtilization", 60, 300, 60]
      requests = ["ALBRequestCountPerTarget", 500, 300, 60]
    }
    error_message = "There must be a policy for each target that was given and for no other, slower to take tasks than to add them."
  }

  assert {
    condition     = aws_appautoscaling_policy.this["requests"].target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].resource_label == "app/slipway-test/50dc6c495c0c9188/targetgroup/slipway-test-catalog/0123456789abcdef"
    error_message = "Requests must be counted at this service's target group."
  }
}

run "a_new_service_begins_with_the_least" {
  command   = plan
  state_key = "new"

  variables {
    scaling = { min = 4, max = 8, memory = 70 }
  }

  assert {
    condition     = aws_ecs_service.this[0].desired_count == 4 && output.desired_count == 4 && keys(aws_appautoscaling_policy.this) == ["memory"]
    error_message = "A service that scales must begin with its least number of tasks."
  }
}
