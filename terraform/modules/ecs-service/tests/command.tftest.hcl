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

run "a_command_takes_the_place_of_the_images" {
  command = plan

  variables {
    command = ["/service", "mail"]
  }

  assert {
    condition     = local.container.command == tolist(["/service", "mail"]) && !contains(keys(local.container), "entryPoint")
    error_message = "The command must run as it is written, after the image's entry point."
  }
}

run "the_image_says_its_command_unless_the_settings_do" {
  command = plan

  assert {
    condition     = !contains(keys(local.container), "command")
    error_message = "Without a command of the settings, the image's own must run."
  }
}

run "refuses_a_command_without_a_program" {
  command = plan

  variables {
    command = ["", "mail"]
  }

  expect_failures = [var.command]
}
