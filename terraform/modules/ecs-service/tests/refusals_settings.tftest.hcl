mock_provider "aws" {
  source = "./tests/mocks"
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
