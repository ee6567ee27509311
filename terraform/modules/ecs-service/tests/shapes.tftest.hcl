mock_provider "aws" {
  source = "./tests/mocks"

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/mailer" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = {
      arn                  = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-mailer:7"
      arn_without_revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-mailer"
    }
  }
}

variables {
  name               = "mailer"
  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  shape              = "worker"
  command            = ["/service", "mail"]
  execution_role_arn = "arn:aws:iam::123456789012:role/slipway-test-mailer-execution"
  task_role_arn      = "arn:aws:iam::123456789012:role/slipway-test-mailer-task"

  # Nobody asks it.
  port                            = null
  path                            = null
  health_path                     = null
  priority                        = null
  listener_arn                    = null
  load_balancer_security_group_id = null
  load_balancer_arn_suffix        = null
}

run "nobody_reaches_a_worker" {
  command = apply

  assert {
    condition     = length(aws_lb_target_group.this) + length(aws_lb_listener_rule.this) + length(aws_vpc_security_group_ingress_rule.task) + length(aws_ecs_service.this[0].load_balancer) == 0
    error_message = "A worker must have no target group, no rule of the load balancer, and no way in."
  }

  assert {
    condition     = !contains(keys(local.container), "portMappings") && output.container_environment == tomap({ IMAGE_DIGEST = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
    error_message = "A worker must have no port, and must not be told one."
  }

  assert {
    condition     = output.target_group_arn == null && output.target_group_arn_suffix == null && length(output.alarm_names) == 0
    error_message = "What a load balancer measures must not be asked of a worker."
  }
}

run "a_worker_is_rolled_out_as_safely_as_a_service" {
  command = apply

  assert {
    condition     = aws_ecs_service.this[0].deployment_circuit_breaker[0].enable && aws_ecs_service.this[0].deployment_circuit_breaker[0].rollback && aws_ecs_service.this[0].wait_for_steady_state
    error_message = "The circuit breaker must be on and roll back."
  }

  assert {
    condition     = aws_ecs_service.this[0].deployment_minimum_healthy_percent == 100 && aws_ecs_service.this[0].desired_count == 2 && aws_ecs_service.this[0].availability_zone_rebalancing == "ENABLED"
    error_message = "Two tasks must run, in two zones, and stay until others do."
  }

  assert {
    condition     = aws_ecs_service.this[0].health_check_grace_period_seconds == null && length(aws_ecs_service.this[0].alarms) == 0
    error_message = "ECS refuses a grace period and an empty list of alarms where there is no load balancer."
  }

  assert {
    condition     = local.container.readonlyRootFilesystem && local.container.user == "65532:65532" && !contains(keys(local.container), "healthCheck")
    error_message = "A worker must be locked down like any container, and asked for its health only where the settings say how."
  }
}

run "a_worker_scales_by_its_load" {
  command = apply

  variables {
    scaling = { min = 2, max = 5, cpu = 60 }
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].max_capacity == 5 && keys(aws_appautoscaling_policy.this) == ["cpu"]
    error_message = "CPU and memory must scale a worker too."
  }
}

run "a_container_says_that_it_is_well" {
  command = apply

  variables {
    health_check = { command = ["/service", "healthy"] }
  }

  assert {
    condition     = jsonencode(local.container.healthCheck) == jsonencode({ command = ["CMD", "/service", "healthy"], interval = 30, retries = 3, startPeriod = 30, timeout = 5 })
    error_message = "The program must be run without a shell, and a slow start must not count."
  }

  assert {
    condition     = output.ready_seconds == 135
    error_message = "A verification must wait for the start and for the checks that decide."
  }
}

run "a_job_has_a_definition_and_no_service" {
  command = apply

  variables {
    shape = "job"
  }

  assert {
    condition     = length(aws_ecs_service.this) + length(aws_appautoscaling_target.this) + length(aws_lb_target_group.this) + length(aws_vpc_security_group_ingress_rule.task) == 0
    error_message = "A job must run only when it is started, and nobody may reach it."
  }

  assert {
    condition     = output.task_definition_family_arn == "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-mailer" && aws_ecs_task_definition.this.skip_destroy && output.desired_count == 0
    error_message = "A job must have a task definition whose old revisions stay, and count no tasks."
  }
}

run "refuses_a_port_of_a_worker" {
  command = plan

  variables {
    port = 8080
  }

  expect_failures = [var.shape]
}

run "refuses_a_worker_that_scales_by_requests" {
  command = plan

  variables {
    scaling = { min = 2, max = 5, requests = 100 }
  }

  expect_failures = [var.shape]
}

run "refuses_a_job_that_scales" {
  command = plan

  variables {
    shape   = "job"
    scaling = { min = 2, max = 5, cpu = 60 }
  }

  expect_failures = [var.shape]
}

run "refuses_a_web_service_without_a_way_to_it" {
  command = plan

  variables {
    shape = "web"
  }

  expect_failures = [var.shape]
}

run "refuses_a_check_in_the_words_of_docker" {
  command = plan

  variables {
    health_check = { command = ["CMD-SHELL", "true"] }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_check_that_ecs_does_not_take" {
  command = plan

  variables {
    health_check = { command = ["/service", "healthy"], interval = 4 }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_web_service_without_its_load_balancer" {
  command = plan

  variables {
    shape       = "web"
    port        = 8080
    path        = "/mailer"
    health_path = "/mailer/healthz"
    priority    = 40769

    load_balancer_arn_suffix = "app/slipway-test/50dc6c495c0c9188"
  }

  expect_failures = [var.listener_arn, var.load_balancer_security_group_id]
}
