mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-test-catalog/0123456789abcdef"
      arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef"
    }
  }

  mock_resource "aws_lb_listener_rule" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/slipway-test/1/2/3" }
  }

  mock_resource "aws_security_group" {
    defaults = { id = "sg-0task" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-catalog:7" }
  }
}

variables {
  name                            = "catalog"
  name_prefix                     = "slipway-test"
  region                          = "eu-west-1"
  image                           = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  port                            = 8080
  path                            = "/catalog"
  health_path                     = "/catalog/healthz"
  priority                        = 40769
  cluster_arn                     = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
  capacity_provider               = "slipway-test"
  vpc_id                          = "vpc-0123456789abcdef0"
  subnet_ids                      = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  listener_arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
  load_balancer_security_group_id = "sg-0loadbalancer"
  load_balancer_arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
  execution_role_arn              = "arn:aws:iam::123456789012:role/slipway-test-catalog-execution"
  task_role_arn                   = "arn:aws:iam::123456789012:role/slipway-test-catalog-task"
}

run "refuses_scaling_to_a_single_task" {
  command = plan

  variables {
    scaling = { min = 1, max = 4, cpu = 60 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_upside_down" {
  command = plan

  variables {
    scaling = { min = 4, max = 2, cpu = 60 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_by_nothing" {
  command = plan

  variables {
    scaling = { min = 2, max = 4 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_to_the_brim" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, cpu = 100 }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_cooldown_below_nothing" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, cpu = 60, scale_in_cooldown = -1 }
  }

  expect_failures = [var.scaling]
}

run "refuses_alarms_that_never_go_off" {
  command = plan

  variables {
    alarms = { error_percent = 100 }
  }

  expect_failures = [var.alarms]
}

run "refuses_alarms_that_look_at_nothing" {
  command = plan

  variables {
    alarms = { minutes = 0 }
  }

  expect_failures = [var.alarms]
}
