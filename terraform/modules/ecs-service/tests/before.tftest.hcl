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

run "nothing_runs_before_unless_it_is_said" {
  command = plan

  assert {
    condition     = length(aws_ecs_task_definition.before) == 0 && length(terraform_data.before_ready) == 0
    error_message = "A service without before must have no task definition for it."
  }
}

run "it_runs_as_the_service_does" {
  command = apply

  variables {
    before       = { command = ["/service", "migrate"] }
    before_needs = "all"
    command      = ["/service", "serve"]
    secrets      = { DATABASE_URL = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:url-AbCdEf" }
    health_check = { command = ["/service", "healthy"] }
  }

  assert {
    condition = { for key, value in jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0] : key => value if key != "command" } == {
      for key, value in jsondecode(aws_ecs_task_definition.this.container_definitions)[0] : key => value if !contains(["command", "portMappings", "healthCheck"], key)
    }
    error_message = "It must have the service's image, environment, secrets, user and locks, and neither a port nor a health check: ECS would end it for that."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0].command == ["/service", "migrate"] && aws_ecs_task_definition.before[0].family == "slipway-test-catalog-before"
    error_message = "It must run its own command, under a family of its own: the service's definition may not change before it ran."
  }

  assert {
    condition     = aws_ecs_task_definition.before[0].task_role_arn == aws_ecs_task_definition.this.task_role_arn && aws_ecs_task_definition.before[0].execution_role_arn == aws_ecs_task_definition.this.execution_role_arn
    error_message = "It must have the roles of the service."
  }

  assert {
    condition = jsonencode(terraform_data.before_ready[0].output) == jsonencode({
      cluster             = "slipway-test"
      capacity_provider   = "slipway-test"
      task_definition_arn = aws_ecs_task_definition.before[0].arn
      subnet_ids          = ["subnet-0a", "subnet-0b"]
      security_group_ids  = ["sg-0task"]
      needs               = "all"
    })
    error_message = "Who runs it must be told where: in the service's cluster, subnets and security groups, once all is there."
  }
}

run "refuses_no_command" {
  command = plan

  variables {
    before = { command = [] }
  }

  expect_failures = [var.before]
}

run "refuses_a_time_that_is_none" {
  command = plan

  variables {
    before = { command = ["/service", "migrate"], timeout = "ten minutes" }
  }

  expect_failures = [var.before]
}
