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

run "refuses_an_image_by_tag" {
  command = plan

  variables {
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog:v1"
  }

  expect_failures = [var.image]
}

run "refuses_a_digest_that_is_cut_off" {
  command = plan

  variables {
    image = "slipway-test/catalog@sha256:abc"
  }

  expect_failures = [var.image]
}

run "refuses_a_single_task" {
  command = plan

  variables {
    desired_count = 1
  }

  expect_failures = [var.desired_count]
}

run "takes_a_single_task_where_it_is_accepted" {
  command = plan

  variables {
    desired_count     = 1
    allow_single_task = true
  }

  assert {
    condition     = aws_appautoscaling_target.this[0].max_capacity == 1
    error_message = "A single task must be possible where it is accepted."
  }
}

run "refuses_to_cut_off_requests_in_flight" {
  command = plan

  variables {
    deregistration_delay = 20
    stop_timeout         = 30
  }

  expect_failures = [var.deregistration_delay]
}

run "refuses_root_and_named_users" {
  command = plan

  variables {
    user = "0"
  }

  expect_failures = [var.user]
}

run "refuses_a_secret_by_value" {
  command = plan

  variables {
    secrets = { DB_PASSWORD = "hunter2" }
  }

  expect_failures = [var.secrets]
}

run "refuses_an_environment_that_contradicts_the_module" {
  command = plan

  variables {
    environment = { PORT = "80" }
  }

  expect_failures = [var.environment]
}

run "refuses_names_that_aws_refuses" {
  command = plan

  variables {
    name        = "Catalog"
    name_prefix = "Slipway"
  }

  # The messages of the other variables name the service, so Terraform looks at them only once the name is right.
  expect_failures = [var.name, var.name_prefix]
}

run "refuses_what_cannot_be_reached_or_run" {
  command = plan

  variables {
    port                     = 80
    cpu                      = 1
    memory                   = 1
    path                     = "catalog"
    health_path              = "healthz"
    priority                 = 0
    subnet_ids               = { eu-west-1a = "subnet-0a" }
    egress_cidrs             = ["everywhere"]
    log_retention_days       = 31
    timeout                  = "soon"
    stop_timeout             = 121
    load_balancer_arn_suffix = "slipway-test"
    alarm_actions            = ["pager"]
    execution_role_arn       = "slipway-test-catalog-execution"
  }

  expect_failures = [
    var.port, var.cpu, var.memory, var.path, var.health_path, var.priority, var.subnet_ids, var.egress_cidrs,
    var.log_retention_days, var.timeout, var.stop_timeout, var.load_balancer_arn_suffix,
    var.alarm_actions, var.execution_role_arn,
  ]
}
