# Terraform's S3 backend locks with a file beside the state (use_lockfile). The table is held as well, so that a
# client that knows only the older lock, or a person who reads the table, sees the same lock.
resource "aws_dynamodb_table" "lock" {
  name         = var.lock_table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID" # the name that the S3 backend asks for

  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "LockID"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
