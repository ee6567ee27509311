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

run "refuses_to_kill_tasks_that_start" {
  command = plan

  variables {
    health_check_interval     = 30
    health_check_grace_period = 30
  }

  expect_failures = [var.health_check_grace_period]
}

run "refuses_a_grace_period_shorter_than_its_checks" {
  command = plan

  variables {
    health_check_interval     = 10
    healthy_threshold         = 7
    health_check_grace_period = 60
  }

  expect_failures = [var.health_check_grace_period]
}

run "refuses_thresholds_that_a_load_balancer_does_not_know" {
  command = plan

  variables {
    healthy_threshold   = 1
    unhealthy_threshold = 11
  }

  expect_failures = [var.healthy_threshold, var.unhealthy_threshold]
}

run "refuses_a_check_that_outlasts_its_interval" {
  command = plan

  variables {
    health_check_timeout = 10
  }

  expect_failures = [var.health_check_timeout]
}
