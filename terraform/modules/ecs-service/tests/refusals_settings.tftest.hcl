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

run "refuses_no_task_at_all" {
  command = plan

  variables {
    desired_count     = 0
    allow_single_task = true
  }

  expect_failures = [var.desired_count]
}

run "refuses_a_role_that_does_both" {
  command = plan

  variables {
    task_role_arn = "arn:aws:iam::123456789012:role/slipway-test-catalog-execution"
  }

  expect_failures = [var.task_role_arn]
}

run "refuses_a_stop_timeout_of_nothing" {
  command = plan

  variables {
    stop_timeout = 1
  }

  expect_failures = [var.stop_timeout]
}

run "refuses_secrets_in_the_environment" {
  command = plan

  variables {
    environment = { db_password = "hunter2" }
  }

  expect_failures = [var.environment]
}

run "refuses_keys_in_the_environment" {
  command = plan

  variables {
    environment = { STRIPE_APIKEY = "sk_live" }
  }

  expect_failures = [var.environment]
}

run "refuses_tokens_in_the_environment" {
  command = plan

  variables {
    environment = { GITHUB_TOKEN = "ghp" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_whose_word_is_run_together" {
  command = plan

  variables {
    environment = { PGPASSWORD = "hunter2" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_beside_an_accepted_name" {
  command = plan

  variables {
    environment = { NEXT_PAGE_TOKEN = "p", URL_SIGNING_SECRET = "s" }
    not_secrets = ["NEXT_PAGE_TOKEN"]
  }

  expect_failures = [var.environment]
}

run "refuses_to_accept_a_name_that_is_not_there" {
  command = plan

  variables {
    environment = { LOG_LEVEL = "info" }
    not_secrets = ["NEXT_PAGE_TOKEN"]
  }

  expect_failures = [var.environment]
}

run "refuses_scratch_space_at_the_root" {
  command = plan

  variables {
    tmpfs = { "/" = 16 }
  }

  expect_failures = [var.tmpfs]
}

run "refuses_scratch_space_that_leaves_no_memory" {
  command = plan

  variables {
    tmpfs = { "/tmp" = 256 }
  }

  expect_failures = [var.tmpfs]
}

run "refuses_hosts_that_are_none" {
  command = plan

  variables {
    hosts = ["https://shop.example.com/"]
  }

  expect_failures = [var.hosts]
}

run "refuses_more_hosts_than_a_rule_takes" {
  command = plan

  variables {
    hosts = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"]
  }

  expect_failures = [var.hosts]
}

# These two are compared with stop_timeout and execution_role_arn, so Terraform looks at them only once those are right.
run "refuses_a_delay_and_a_role_that_aws_does_not_have" {
  command = plan

  variables {
    deregistration_delay = 3601
    task_role_arn        = "slipway-test-catalog-task"
  }

  expect_failures = [var.deregistration_delay, var.task_role_arn]
}
