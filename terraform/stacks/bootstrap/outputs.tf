output "state_bucket" {
  description = "Bucket of the state of both stacks and of the release records."
  value       = module.state.bucket
}

output "lock_table" {
  description = "Table of the state locks."
  value       = module.state.lock_table
}

output "repositories" {
  description = "Service → its ECR repository: name, url, arn."
  value       = module.ecr.repositories
}

output "secrets" {
  description = "Secret → the name under which its value is put, before the first deploy of a service that reads it."
  value       = module.secrets.names
}

output "region" {
  description = "Region of the bucket, the table and the repositories."
  value       = var.region
}

output "plan_role_arn" {
  description = "ARN of the role with which a workflow on GitHub plans; null without ci."
  value       = one(module.iam[*].plan_role_arn)
}

output "release_role_arn" {
  description = "ARN of the role with which a workflow on GitHub pushes, signs and plans before an approval; null without ci."
  value       = one(module.iam[*].release_role_arn)
}

output "apply_role_arn" {
  description = "ARN of the role with which a workflow on GitHub deploys; null without ci."
  value       = one(module.iam[*].apply_role_arn)
}

output "signing_key_arn" {
  description = "ARN of the key in KMS that signs releases; null where release.signer names another, or none."
  value       = local.made_signing_arn
}
