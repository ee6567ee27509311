mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name = "slipway-test"

  buckets = {
    logs     = { purpose = "logs" }
    pictures = { purpose = "static" }
    dumps    = { purpose = "backup" }
  }
}

run "safe_by_default" {
  command = plan

  assert {
    condition = { for key, bucket in aws_s3_bucket.this : key => bucket.bucket } == {
      logs = "slipway-test-logs-123456789012", pictures = "slipway-test-pictures-123456789012", dumps = "slipway-test-dumps-123456789012"
    }
    error_message = "Each bucket must have the name <name>-<bucket>-<account>."
  }

  assert {
    condition = alltrue([
      for block in aws_s3_bucket_public_access_block.this :
      block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets
    ]) && length(aws_s3_bucket_public_access_block.this) == 3
    error_message = "All four public accesses must be blocked on every bucket."
  }

  assert {
    condition = alltrue([
      for configuration in aws_s3_bucket_server_side_encryption_configuration.this :
      one(one(configuration.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    ])
    error_message = "Without a key of one's own a bucket must be encrypted with S3's."
  }

  assert {
    condition     = alltrue([for key in keys(var.buckets) : aws_s3_bucket_versioning.this[key].versioning_configuration[0].status == "Enabled" && aws_s3_bucket_ownership_controls.this[key].rule[0].object_ownership == "BucketOwnerEnforced" && !aws_s3_bucket.this[key].force_destroy])
    error_message = "Buckets must keep old versions, know no access lists, and stay while they hold objects."
  }

  assert {
    condition     = !output.deletable
    error_message = "A protected bucket must not be called deletable."
  }
}

run "every_bucket_refuses_plain_http" {
  command = plan

  assert {
    condition = alltrue([
      for key, policy in aws_s3_bucket_policy.this : anytrue([
        for s in jsondecode(policy.policy).Statement :
        s.Effect == "Deny" && s.Principal == "*" && s.Action == "s3:*" && s.Condition.Bool["aws:SecureTransport"] == "false" &&
        toset(s.Resource) == toset(["arn:aws:s3:::slipway-test-${key}-123456789012", "arn:aws:s3:::slipway-test-${key}-123456789012/*"])
        if s.Effect == "Deny"
      ])
    ]) && length(aws_s3_bucket_policy.this) == 3
    error_message = "The policy of each bucket must deny everything to everybody over plain HTTP, on the bucket and its objects."
  }
}

run "only_a_bucket_for_logs_takes_logs_and_only_this_accounts" {
  command = plan

  assert {
    condition     = { for key, policy in aws_s3_bucket_policy.this : key => [for s in jsondecode(policy.policy).Statement : s.Sid if s.Effect == "Allow"] } == { logs = ["LoadBalancerLogs"], pictures = [], dumps = [] }
    error_message = "Nobody but the load balancer's log delivery may be let in, and only to the bucket for logs."
  }

  assert {
    condition = one([for s in jsondecode(aws_s3_bucket_policy.this["logs"].policy).Statement : s if s.Effect == "Allow"]) == {
      Sid       = "LoadBalancerLogs"
      Effect    = "Allow"
      Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = ["arn:aws:s3:::slipway-test-logs-123456789012/AWSLogs/123456789012/*", "arn:aws:s3:::slipway-test-logs-123456789012/*/AWSLogs/123456789012/*"]
    }
    error_message = "Log delivery may put objects under this account's path and do nothing else."
  }
}

run "the_purpose_says_how_long" {
  command = plan

  variables {
    buckets = {
      logs     = { purpose = "logs" }
      audit    = { purpose = "logs", expire_days = 3650 }
      pictures = { purpose = "static" }
      dumps    = { purpose = "backup" }
    }
  }

  assert {
    condition = {
      for key, lifecycle in aws_s3_bucket_lifecycle_configuration.this : key => one([for rule in lifecycle.rule : rule.expiration[0].days if rule.id == "expire"])
    } == { logs = 365, audit = 3650, pictures = null, dumps = null }
    error_message = "Only logs may expire by themselves, after a year or what the bucket says."
  }

  assert {
    condition = {
      for key, lifecycle in aws_s3_bucket_lifecycle_configuration.this : key => one([for rule in lifecycle.rule : one(rule.transition).days if rule.id == "archive"])
    } == { logs = null, audit = null, pictures = null, dumps = 30 }
    error_message = "Only backups may move to the archive by themselves."
  }

  assert {
    condition = alltrue([
      for lifecycle in aws_s3_bucket_lifecycle_configuration.this :
      anytrue([for rule in lifecycle.rule : rule.abort_incomplete_multipart_upload[0].days_after_initiation == 7 if rule.id == "unfinished-uploads"])
    ])
    error_message = "Unfinished uploads must go everywhere."
  }
}

run "goes_when_told_and_keeps_all_without_lifecycle_rules" {
  command = plan

  variables {
    deletion_protection = false
    lifecycle_rules     = false
    buckets             = { uploads = { purpose = "data", versioned = false } }
  }

  assert {
    condition     = aws_s3_bucket.this["uploads"].force_destroy && output.deletable && length(aws_s3_bucket_lifecycle_configuration.this) == 0
    error_message = "Without protection a destroy must not stop at the bucket, and without lifecycle rules nothing may go by itself."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this["uploads"].versioning_configuration[0].status == "Suspended"
    error_message = "A bucket that is not versioned must not keep versions."
  }
}

run "takes_a_key_of_ones_own" {
  command = plan

  variables {
    buckets = { uploads = { purpose = "data", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this["uploads"].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" && one(aws_s3_bucket_server_side_encryption_configuration.this["uploads"].rule).bucket_key_enabled
    error_message = "With a key the bucket must use it, through a bucket key."
  }
}
