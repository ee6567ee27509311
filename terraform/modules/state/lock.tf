# The pipeline's lock of the environment, which a run holds from its plan to its end. Terraform locks a state by itself, with a
# file beside it (use_lockfile). Its older way is a table with a checksum of the state in it, too: whoever is killed between the
# two leaves a state that no Terraform reads.
resource "aws_dynamodb_table" "lock" {
  name         = var.lock_table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID" # the name in tables of Terraform's older lock, which this one can be in, too

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
