mock_provider "aws" {
  source = "./tests/mocks"
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
    log_kms_key_arn          = "alias/logs"
    alarm_actions            = ["pager"]
    execution_role_arn       = "slipway-test-catalog-execution"
  }

  expect_failures = [
    var.port, var.cpu, var.memory, var.path, var.health_path, var.priority, var.subnet_ids, var.egress_cidrs,
    var.log_retention_days, var.log_kms_key_arn, var.timeout, var.stop_timeout, var.load_balancer_arn_suffix,
    var.alarm_actions, var.execution_role_arn,
  ]
}
