mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name    = "slipway-test"
  buckets = {}
}

run "refuses_a_key_where_load_balancers_write" {
  command = plan

  variables {
    buckets = { logs = { purpose = "logs", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
  }

  expect_failures = [var.buckets]
}

run "refuses_the_state_buckets_name" {
  command = plan

  variables {
    buckets = { state = { purpose = "data" } }
  }

  expect_failures = [var.buckets]
}

run "refuses_an_unknown_purpose" {
  command = plan

  variables {
    buckets = { site = { purpose = "website" } }
  }

  expect_failures = [var.buckets]
}

run "refuses_a_backup_that_can_be_overwritten" {
  command = plan

  variables {
    buckets = { dumps = { purpose = "backup", versioned = false } }
  }

  expect_failures = [var.buckets]
}

run "refuses_days_that_s3_refuses" {
  command = plan

  variables {
    buckets = { uploads = { purpose = "data", noncurrent_days = 0 } }
  }

  expect_failures = [var.buckets]
}

run "refuses_an_archive_that_is_left_before_it_is_paid_for" {
  command = plan

  variables {
    buckets = { dumps = { purpose = "backup", expire_days = 60 } }
  }

  expect_failures = [aws_s3_bucket_lifecycle_configuration.this]
}

run "refuses_a_prefix_that_aws_refuses" {
  command = plan

  variables {
    name = "Slipway"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_aws_refuses" {
  command = plan

  variables {
    buckets = { my_uploads = { purpose = "data" } }
  }

  expect_failures = [var.buckets]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    buckets = { uploads = { purpose = "data", kms_key_arn = "alias/uploads" } }
  }

  expect_failures = [var.buckets]
}
