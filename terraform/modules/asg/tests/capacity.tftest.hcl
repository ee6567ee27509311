mock_provider "aws" {
  source = "./tests/mocks"
}

run "all_on_demand_by_default" {
  command = plan

  assert {
    condition     = aws_autoscaling_group.this[0].mixed_instances_policy[0].instances_distribution[0].on_demand_percentage_above_base_capacity == 100
    error_message = "Spot must be asked for."
  }

  assert {
    condition     = aws_launch_template.this[0].instance_type == "m6i.large" && [for o in aws_autoscaling_group.this[0].mixed_instances_policy[0].launch_template[0].override : o.instance_type] == ["m6i.large"]
    error_message = "The type by default must be one that has room for tasks' network interfaces."
  }

  assert {
    condition     = length(aws_autoscaling_group.this[0].warm_pool) == 0
    error_message = "A warm pool costs money: none may be made unasked."
  }
}

run "types_and_spot_as_asked_for" {
  command = plan

  variables {
    instance_types = ["m6i.large", "m5.large", "m6a.large"]
    spot           = { on_demand_percentage = 25 }
  }

  assert {
    condition     = aws_launch_template.this[0].instance_type == "m6i.large" && [for o in aws_autoscaling_group.this[0].mixed_instances_policy[0].launch_template[0].override : o.instance_type] == ["m6i.large", "m5.large", "m6a.large"]
    error_message = "The first type must be the template's, and all must be tried in this order."
  }

  assert {
    condition = alltrue([
      for d in aws_autoscaling_group.this[0].mixed_instances_policy[0].instances_distribution :
      d.on_demand_base_capacity == 2 && d.on_demand_percentage_above_base_capacity == 25 && d.spot_allocation_strategy == "price-capacity-optimized" && d.on_demand_allocation_strategy == "prioritized"
    ])
    error_message = "Two instances must stay On-Demand, one for each of two zones, and Spot must come from where there is most of it."
  }

  assert {
    condition     = alltrue([for o in aws_autoscaling_group.this[0].mixed_instances_policy[0].launch_template[0].override : o.weighted_capacity == null || o.weighted_capacity == ""])
    error_message = "Managed scaling of ECS knows no weights."
  }
}

run "graviton_gets_its_own_image" {
  command = plan

  variables {
    instance_types = ["m7g.large", "c7gn.large", "r6gd.large"]
  }

  assert {
    condition     = data.aws_ssm_parameter.ami[0].name == "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
    error_message = "Graviton instances must start from an arm64 image."
  }
}

run "a_gpu_type_is_no_graviton" {
  command = plan

  variables {
    instance_types = ["g4dn.xlarge", "g5.xlarge"]
  }

  assert {
    condition     = data.aws_ssm_parameter.ami[0].name == "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    error_message = "A family that begins with g is not Graviton for that."
  }
}

run "a_warm_pool_on_request" {
  command = plan

  variables {
    warm_pool = { min_size = 2 }
  }

  assert {
    condition     = [for p in aws_autoscaling_group.this[0].warm_pool : [p.pool_state, p.min_size]] == [["Stopped", 2]]
    error_message = "The pool must have the instances that were asked for, stopped."
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_WARM_POOLS_CHECK=true\nCONFIG\n")
    error_message = "An instance in the pool must not register with the cluster."
  }
}

run "force_delete_on_request" {
  command = plan

  variables {
    force_delete = true
  }

  assert {
    condition     = aws_autoscaling_group.this[0].force_delete && aws_autoscaling_group.this[0].force_delete_warm_pool && aws_autoscaling_group.this[0].protect_from_scale_in
    error_message = "A destroy must be able to end protected instances where it is wanted, and protection stays until then."
  }
}

run "refuses_two_architectures" {
  command = plan

  variables {
    instance_types = ["m6i.large", "m7g.large"]
  }

  expect_failures = [aws_launch_template.this]
}

run "refuses_spot_of_a_single_type" {
  command = plan

  variables {
    spot = { on_demand_percentage = 50 }
  }

  expect_failures = [var.spot]
}

run "refuses_spot_that_cannot_be" {
  command = plan

  variables {
    instance_types = ["m6i.large", "m5.large"]
    spot           = { on_demand_base = -1, on_demand_percentage = 150, allocation_strategy = "lowest-price" }
  }

  expect_failures = [var.spot]
}

run "refuses_a_warm_pool_of_spot" {
  command = plan

  variables {
    instance_types = ["m6i.large", "m5.large"]
    spot           = { on_demand_percentage = 50 }
    warm_pool      = {}
  }

  expect_failures = [var.warm_pool]
}

run "refuses_a_warm_pool_larger_than_the_group" {
  command = plan

  variables {
    warm_pool = { min_size = 7, state = "Cold" }
  }

  expect_failures = [var.warm_pool]
}
