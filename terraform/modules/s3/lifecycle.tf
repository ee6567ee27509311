locals {
  # What a purpose means where the bucket does not say it itself; null is never.
  purposes = {
    static = { expire_days = null, archive_days = null, noncurrent_days = 30 } # what is served, and how to go back
    data   = { expire_days = null, archive_days = null, noncurrent_days = 90 } # what services keep
    backup = { expire_days = null, archive_days = 30, noncurrent_days = 180 }  # rarely read, and kept
    logs   = { expire_days = 365, archive_days = null, noncurrent_days = 7 }   # grows for ever unless it goes
  }

  lifecycles = {
    for key, bucket in var.buckets : key => {
      expire_days     = try(coalesce(bucket.expire_days, local.purposes[bucket.purpose].expire_days), null)
      archive_days    = try(coalesce(bucket.archive_days, local.purposes[bucket.purpose].archive_days), null)
      noncurrent_days = try(coalesce(bucket.noncurrent_days, local.purposes[bucket.purpose].noncurrent_days), null)
      versioned       = bucket.versioned
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = var.lifecycle_rules ? local.lifecycles : {}

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = each.value.noncurrent_days
    }
  }

  # Glacier Instant Retrieval: a third of the price or less, and a backup is still read at once.
  dynamic "rule" {
    for_each = each.value.archive_days[*]

    content {
      id     = "archive"
      status = "Enabled"

      filter {}

      transition {
        days          = rule.value
        storage_class = "GLACIER_IR"
      }
    }
  }

  dynamic "rule" {
    for_each = each.value.expire_days[*]

    content {
      id     = "expire"
      status = "Enabled"

      filter {}

      expiration {
        days = rule.value
      }
    }
  }

  lifecycle {
    precondition {
      condition     = each.value.expire_days == null || each.value.archive_days == null || try(each.value.expire_days >= each.value.archive_days + 90, false)
      error_message = "The bucket ${each.key} archives after ${coalesce(each.value.archive_days, 0)} days and expires after ${coalesce(each.value.expire_days, 0)}: let at least 90 days lie between them, which AWS charges for in the archive in any case, or leave one out."
    }
  }

  # S3 refuses a rule for old versions while versioning is being switched on.
  depends_on = [aws_s3_bucket_versioning.this]
}
