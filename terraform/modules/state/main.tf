data "aws_partition" "current" {}

resource "aws_s3_bucket" "state" {
  # checkov:skip=CKV2_AWS_62:nobody waits for its events
  # checkov:skip=CKV_AWS_144:a second region is a decision of its own; versions bring back what was overwritten
  # checkov:skip=CKV_AWS_18:CloudTrail data events tell who read what, and log into no bucket of ours
  bucket = var.bucket_name
  tags   = var.tags

  # A bucket that still holds state and release records is destroyed only when somebody said so.
  force_destroy = !var.deletion_protection
}

resource "aws_s3_bucket_ownership_controls" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    # A bucket key cuts the calls to KMS; it has no meaning with the keys that S3 manages itself.
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "state" {
  count = var.lifecycle_rules ? 1 : 0

  bucket = aws_s3_bucket.state.id

  # Old versions are the way back from a damaged state: a number of them stays whatever their age.
  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days           = var.noncurrent_days
      newer_noncurrent_versions = var.noncurrent_versions
    }
  }

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # S3 refuses a rule for old versions while versioning is being switched on.
  depends_on = [aws_s3_bucket_versioning.state]
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource = [
          "arn:${data.aws_partition.current.partition}:s3:::${var.bucket_name}",
          "arn:${data.aws_partition.current.partition}:s3:::${var.bucket_name}/*",
        ]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # S3 takes one change of a bucket's access at a time and answers a second one with a conflict.
  depends_on = [aws_s3_bucket_public_access_block.state]
}
