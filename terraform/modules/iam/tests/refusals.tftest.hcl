mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_a_task_policy_for_all_of_aws" {
  command = plan

  variables {
    services = {
      orders = {
        image       = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        task_policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::pictures" } })
      }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_task_policy_for_all_of_a_service" {
  command = plan

  variables {
    services = {
      orders = {
        image       = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        task_policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", Action = ["s3:GetObject", "s3:*"], Resource = ["arn:aws:s3:::pictures", "*"] } })
      }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_task_policy_for_all_but_some" {
  command = plan

  variables {
    services = {
      orders = {
        image       = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        task_policy = jsonencode({ Version = "2012-10-17", Statement = { Effect = "Allow", NotAction = "iam:*", Resource = "arn:aws:s3:::pictures" } })
      }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_task_policy_for_all_of_a_service_hidden_in_a_list" {
  command = plan

  variables {
    services = {
      orders = {
        image       = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        task_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "s3:DeleteObject", Resource = "*" }, { Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })
      }
    }
  }

  expect_failures = [var.services]
}

run "takes_all_of_a_service_on_one_resource_and_any_denial" {
  command = plan

  variables {
    services = {
      orders = {
        image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        task_policy = jsonencode({
          Version = "2012-10-17"
          Statement = [
            { Effect = "Allow", Action = "s3:*", Resource = ["arn:aws:s3:::pictures", "arn:aws:s3:::pictures/*"] },
            { Effect = "Deny", Action = "*", Resource = "*" },
          ]
        })
      }
    }
  }

  assert {
    condition     = keys(aws_iam_role_policy.task) == ["orders"]
    error_message = "What is scoped to a resource, and what takes away, must be let through."
  }
}

run "refuses_an_image_by_tag" {
  command = plan

  variables {
    services = { orders = { image = "registry.example.com/orders:v1" } }
  }

  expect_failures = [var.services]
}

run "refuses_a_secrets_value" {
  command = plan

  variables {
    services = { orders = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", secrets = { DB_PASSWORD = "hunter2" } } }
  }

  expect_failures = [var.services]
}

run "refuses_a_wildcard_for_secrets" {
  command = plan

  variables {
    services = { orders = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", secrets = { DB_PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*" } } }
  }

  expect_failures = [var.services]
}

run "refuses_a_keys_alias" {
  command = plan

  variables {
    services = { orders = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", secret_kms_key_arns = ["alias/secrets"] } }
  }

  expect_failures = [var.services]
}

run "refuses_a_policy_that_is_none" {
  command = plan

  variables {
    services = { orders = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", task_policy = "read everything" } }
  }

  expect_failures = [var.services]
}

run "refuses_a_name_that_roles_have_no_room_for" {
  command = plan

  variables {
    services = { a-service-with-a-very-long-name = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }
  }

  expect_failures = [var.services]
}

run "refuses_a_bucket_that_is_called_like_a_state" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, buckets = ["eu-state"] }
  }

  expect_failures = [var.ci]
}

run "refuses_a_table_that_is_called_like_a_lock" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, tables = ["lock"] }
  }

  expect_failures = [var.ci]
}

run "refuses_backups_of_everybody" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, backups = ["arn:aws:rds:eu-west-1:123456789012:auto-backup:*"] }
  }

  expect_failures = [var.ci]
}

run "refuses_a_shared_tag_that_is_none_of_the_environments" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, shared_tags = { Team = ["web"] } }
  }

  expect_failures = [var.ci]
}
