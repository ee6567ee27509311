mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "slipway-test-main.abc.eu-west-1.rds.amazonaws.com"
      resource_id        = "db-ABCDEFGHIJKL"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf", secret_status = "active", kms_key_id = "" }]
    }
  }
}

variables {
  name       = "slipway-test"
  region     = "eu-west-1"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  databases  = { main = { snapshot = "slipway-test-main-final-20260131094500" } }
}

run "comes_from_a_point_in_time" {
  command = plan

  variables {
    databases = { main = { restore = { from = "slipway-test-old", time = "2026-01-31T09:45:00Z" } } }
  }

  assert {
    condition = alltrue([
      for origin in aws_db_instance.this["main"].restore_to_point_in_time :
      origin.source_db_instance_identifier == "slipway-test-old" && origin.restore_time == "2026-01-31T09:45:00Z" && origin.use_latest_restorable_time != true
    ]) && length(aws_db_instance.this["main"].restore_to_point_in_time) == 1
    error_message = "A database must come from the moment that is written."
  }
}

run "comes_from_the_backups_of_one_that_is_gone" {
  command = plan

  variables {
    databases = { main = { restore = { from = "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-abcdefghijklmnop" } } }
  }

  assert {
    condition = alltrue([
      for origin in aws_db_instance.this["main"].restore_to_point_in_time :
      origin.source_db_instance_automated_backups_arn == "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-abcdefghijklmnop" && origin.use_latest_restorable_time
    ]) && length(aws_db_instance.this["main"].restore_to_point_in_time) == 1
    error_message = "Without a time a database must come from the last moment that there is."
  }
}

run "comes_from_its_snapshot" {
  assert {
    condition     = aws_db_instance.this["main"].snapshot_identifier == "slipway-test-main-final-20260131094500" && aws_db_instance.this["main"].manage_master_user_password
    error_message = "A lost database must come back from its snapshot, with a password that RDS makes."
  }
}

# The mocked provider keeps the ARN of what is changed in place, and draws a new one for what it replaces.
run "is_not_replaced_once_it_stands" {
  variables {
    databases = { main = {} }
  }

  assert {
    condition     = output.instance_arns == run.comes_from_its_snapshot.instance_arns
    error_message = "A restored database must stay when the setting goes."
  }
}

run "is_not_replaced_by_a_later_setting" {
  variables {
    databases = { main = { restore = { from = "slipway-test-old" } } }
  }

  assert {
    condition     = output.instance_arns == run.comes_from_its_snapshot.instance_arns
    error_message = "A database that stands must not be replaced because somebody wrote where another one comes from."
  }
}

run "refuses_two_origins" {
  command = plan

  variables {
    databases = { main = { snapshot = "a", restore = { from = "b" } } }
  }

  expect_failures = [var.databases]
}

run "refuses_a_time_that_is_local" {
  command = plan

  variables {
    databases = { main = { restore = { from = "slipway-test-main", time = "2026-01-31 09:45" } } }
  }

  expect_failures = [var.databases]
}

run "refuses_backups_that_are_none" {
  command = plan

  variables {
    databases = { main = { restore = { from = "arn:aws:rds:eu-west-1:123456789012:db:slipway-test-main" } } }
  }

  expect_failures = [var.databases]
}
