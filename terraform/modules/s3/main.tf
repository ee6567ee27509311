data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id

  # Made here and not read from the bucket, so that the plan shows what a policy is for.
  names = { for key in keys(var.buckets) : key => "${var.name}-${key}-${local.account}" }
  arns  = { for key, name in local.names : key => "arn:${data.aws_partition.current.partition}:s3:::${name}" }
}

resource "aws_s3_bucket" "this" {
  # checkov:skip=CKV2_AWS_62:nobody waits for its events
  # checkov:skip=CKV_AWS_144:a second region is a decision of its own; versions bring back what was overwritten
  # checkov:skip=CKV_AWS_18:CloudTrail data events tell who read what, and log into no bucket of ours
  # checkov:skip=CKV_AWS_21:versioned is on by default; a bucket of logs may do without
  for_each = var.buckets

  bucket = local.names[each.key]
  tags   = var.tags

  # A bucket that holds something is destroyed only when somebody said so.
  force_destroy = !var.deletion_protection
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced" # no access lists: the policies alone say who may do what
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = each.value.versioned ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    # A bucket key cuts the calls to KMS; it has no meaning with the keys that S3 manages itself.
    bucket_key_enabled = each.value.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = each.value.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "TLSOnly"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [local.arns[each.key], "${local.arns[each.key]}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
      # AWS writes an access log under the account of the load balancer, so this path alone keeps the logs of other
      # accounts out. The principal is the one for every region; the account ids of older regions are no longer needed.
      [
        for statement in [
          {
            Sid       = "LoadBalancerLogs"
            Effect    = "Allow"
            Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
            Action    = "s3:PutObject"
            Resource  = ["${local.arns[each.key]}/AWSLogs/${local.account}/*", "${local.arns[each.key]}/*/AWSLogs/${local.account}/*"]
          },
        ] : statement if each.value.purpose == "logs"
      ],
    )
  })

  # S3 takes one change of a bucket's access at a time and answers a second one with a conflict.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
