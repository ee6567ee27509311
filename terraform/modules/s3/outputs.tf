output "names" {
  description = "Bucket → its name in AWS. Who takes it from here finds the bucket private, encrypted and with its policy."
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.bucket }

  # A load balancer that is told of a bucket checks at once that it may write there.
  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_public_access_block.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}

output "arns" {
  description = "Bucket → its ARN. Its objects are <arn>/*."
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.arn }
}

output "deletable" {
  # An imported resource has no such setting yet: it is null, not false.
  description = "Whether a destroy takes the buckets with what is in them."
  value       = alltrue([for bucket in aws_s3_bucket.this : bucket.force_destroy == true])
}
