output "bucket" {
  description = "Name of the state bucket."
  value       = aws_s3_bucket.state.bucket

  # Whoever writes into the bucket finds it versioned, encrypted and private already.
  depends_on = [
    aws_s3_bucket_ownership_controls.state,
    aws_s3_bucket_policy.state,
    aws_s3_bucket_server_side_encryption_configuration.state,
    aws_s3_bucket_versioning.state,
  ]
}

output "bucket_arn" {
  description = "ARN of the state bucket."
  value       = aws_s3_bucket.state.arn
}

output "lock_table" {
  description = "Name of the table with the lock of the environment."
  value       = aws_dynamodb_table.lock.name
}

output "lock_table_arn" {
  description = "ARN of the table with the lock of the environment."
  value       = aws_dynamodb_table.lock.arn
}

output "deletable" {
  # An imported resource has no such setting yet: it is null, not false.
  description = "Whether a destroy takes the bucket with what is in it, and the table."
  value       = aws_s3_bucket.state.force_destroy == true && !aws_dynamodb_table.lock.deletion_protection_enabled
}
