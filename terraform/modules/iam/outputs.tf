output "instance_profile_arn" {
  description = "ARN of the instance profile of the container instances; null without them."
  value       = one(aws_iam_instance_profile.this[*].arn)

  # An instance that starts before its role has its permissions cannot register, and does not try again for minutes.
  depends_on = [aws_iam_role_policy.instance]
}

output "instance_role_arn" {
  description = "ARN of the container instances' role; null without them."
  value       = one(aws_iam_role.instance[*].arn)

  depends_on = [aws_iam_role_policy.instance]
}

output "execution_role_arns" {
  description = "Service → ARN of the role with which ECS starts its tasks."
  value       = { for name, role in aws_iam_role.execution : name => role.arn }

  # A task that starts before its roles have their permissions fails.
  depends_on = [aws_iam_role_policy.execution]
}

output "task_role_arns" {
  description = "Service → ARN of the role that the service's own calls to AWS have."
  value       = { for name, role in aws_iam_role.task : name => role.arn }

  depends_on = [aws_iam_role_policy.exec, aws_iam_role_policy.task]
}

output "plan_role_arn" {
  description = "ARN of the role with which the pipeline plans; null without ci."
  value       = one(aws_iam_role.plan[*].arn)

  depends_on = [aws_iam_role_policy_attachment.plan]
}

output "release_role_arn" {
  description = "ARN of the role with which the pipeline pushes, signs and plans before an approval; null without ci.release_branches."
  value       = one(aws_iam_role.release[*].arn)

  depends_on = [aws_iam_role_policy_attachment.release]
}

output "apply_role_arn" {
  description = "ARN of the role with which the pipeline pushes and applies; null without ci."
  value       = one(aws_iam_role.apply[*].arn)

  depends_on = [aws_iam_role_policy_attachment.apply]
}

output "oidc_provider_arn" {
  description = "ARN of GitHub's OIDC provider in this account; null without ci. An account has one of them: give it to its other environments."
  value       = local.provider_arn
}

output "permissions_boundary_arn" {
  description = "ARN of the boundary that roles must carry which the pipeline makes; null for none."
  value       = local.boundary_arn
}

output "exec_kms_key_arn" {
  description = "ARN of the KMS key that the tasks of services with exec may use for shells; null for none."
  value       = var.exec_kms_key_arn
}
