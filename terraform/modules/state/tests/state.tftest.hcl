mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  bucket_name     = "slipway-test-state-123456789012"
  lock_table_name = "slipway-test-lock"
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket must keep old versions."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.state.block_public_acls,
      aws_s3_bucket_public_access_block.state.block_public_policy,
      aws_s3_bucket_public_access_block.state.ignore_public_acls,
      aws_s3_bucket_public_access_block.state.restrict_public_buckets,
    ])
    error_message = "All four public accesses must be blocked."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without a key of one's own the bucket must be encrypted with S3's."
  }

  assert {
    condition     = !aws_s3_bucket.state.force_destroy && aws_dynamodb_table.lock.deletion_protection_enabled
    error_message = "Bucket and table must refuse to go while they are in use."
  }

  assert {
    condition     = aws_dynamodb_table.lock.hash_key == "LockID" && aws_dynamodb_table.lock.point_in_time_recovery[0].enabled
    error_message = "The table must have the key that the S3 backend asks for, and point-in-time recovery."
  }
}

run "refuses_plain_http" {
  command = plan

  assert {
    condition = anytrue([
      for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement :
      s.Effect == "Deny" && s.Principal == "*" && s.Action == "s3:*" && s.Condition.Bool["aws:SecureTransport"] == "false"
    ])
    error_message = "The policy must deny everything to everybody over plain HTTP."
  }

  assert {
    condition = toset(jsondecode(aws_s3_bucket_policy.state.policy).Statement[0].Resource) == toset([
      "arn:aws:s3:::slipway-test-state-123456789012", "arn:aws:s3:::slipway-test-state-123456789012/*",
    ])
    error_message = "The policy must cover the bucket and its objects."
  }
}

run "keeps_a_number_of_versions_whatever_their_age" {
  command = plan

  assert {
    condition = one([
      for rule in aws_s3_bucket_lifecycle_configuration.state[0].rule : rule.noncurrent_version_expiration[0].newer_noncurrent_versions if rule.id == "old-versions"
    ]) == 30
    error_message = "The lifecycle must keep 30 old versions by default."
  }
}

run "keeps_every_version_without_lifecycle_rules" {
  command = plan

  variables {
    lifecycle_rules = false
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.state) == 0
    error_message = "Without lifecycle rules there must be no lifecycle."
  }
}

run "goes_when_told" {
  command = plan

  variables {
    deletion_protection = false
  }

  assert {
    condition     = aws_s3_bucket.state.force_destroy && !aws_dynamodb_table.lock.deletion_protection_enabled
    error_message = "Without protection a destroy must not stop at the bucket or the table."
  }
}

run "takes_a_key_of_ones_own" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" && one(aws_s3_bucket_server_side_encryption_configuration.state.rule).bucket_key_enabled
    error_message = "With a key the bucket must use it, through a bucket key."
  }

  assert {
    condition     = aws_dynamodb_table.lock.server_side_encryption[0].kms_key_arn == var.kms_key_arn
    error_message = "With a key the table must use it."
  }
}

run "refuses_names_and_numbers_that_aws_refuses" {
  command = plan

  variables {
    bucket_name         = "Slipway_State"
    lock_table_name     = "a lock"
    kms_key_arn         = "alias/state"
    noncurrent_days     = 1
    noncurrent_versions = 0
  }

  expect_failures = [var.bucket_name, var.lock_table_name, var.kms_key_arn, var.noncurrent_days, var.noncurrent_versions]
}
