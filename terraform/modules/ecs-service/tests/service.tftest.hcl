mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_release_gives_way_safely" {
  command = apply

  assert {
    condition     = aws_ecs_service.this[0].deployment_circuit_breaker[0].enable && aws_ecs_service.this[0].deployment_circuit_breaker[0].rollback
    error_message = "The circuit breaker must be on and roll back."
  }

  assert {
    condition     = aws_ecs_service.this[0].deployment_minimum_healthy_percent == 100 && aws_ecs_service.this[0].deployment_maximum_percent == 200
    error_message = "Old tasks must serve until new ones do."
  }

  assert {
    condition     = aws_ecs_service.this[0].wait_for_steady_state && aws_ecs_service.this[0].health_check_grace_period_seconds == 60
    error_message = "An apply must wait for the service, and ECS for a cold start."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout == 30 && aws_lb_target_group.this[0].deregistration_delay == "30"
    error_message = "The load balancer must leave a request alone for as long as its task may still answer it."
  }

  assert {
    condition     = aws_ecs_task_definition.this.skip_destroy
    error_message = "Old task definitions must stay registered by default."
  }
}

run "tasks_are_spread_over_zones" {
  command = apply

  assert {
    condition     = aws_ecs_service.this[0].desired_count == 2 && aws_ecs_service.this[0].availability_zone_rebalancing == "ENABLED"
    error_message = "Two tasks must run and stay spread."
  }

  assert {
    condition     = [for s in aws_ecs_service.this[0].ordered_placement_strategy : "${s.type}:${s.field}"] == ["spread:attribute:ecs.availability-zone", "spread:instanceId"]
    error_message = "Tasks must be spread over zones first, then over instances: rebalancing refuses another order."
  }

  assert {
    condition     = aws_ecs_service.this[0].network_configuration[0].subnets == toset(["subnet-0a", "subnet-0b"]) && !aws_ecs_service.this[0].network_configuration[0].assign_public_ip
    error_message = "Tasks must stand in the private subnets of both zones."
  }

  assert {
    condition     = one(aws_ecs_service.this[0].capacity_provider_strategy).capacity_provider == "slipway-test"
    error_message = "The capacity provider must place the tasks, or nothing adds instances for them."
  }
}

run "tasks_go_to_instances_of_their_processor" {
  command = plan

  variables {
    cpu_architecture = "ARM64"
  }

  assert {
    condition     = one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "ARM64" && one(aws_ecs_task_definition.this.runtime_platform).operating_system_family == "LINUX"
    error_message = "ECS must know the image's processor, or it places the task where it can't run."
  }
}

run "refuses_a_processor_that_ecs_does_not_know" {
  command = plan

  variables {
    cpu_architecture = "aarch64"
  }

  expect_failures = [var.cpu_architecture]
}

run "a_delay_may_be_longer_than_the_stop_timeout" {
  command = plan

  variables {
    deregistration_delay = 300
    stop_timeout         = 120
  }

  assert {
    condition     = aws_lb_target_group.this[0].deregistration_delay == "300"
    error_message = "A long deregistration must be possible: only the other way round cuts requests off."
  }
}
