output "name" {
  description = "Name of the cluster. It needs no instances yet: the Auto Scaling group takes it from here."
  value       = local.made ? aws_ecs_cluster.this[0].name : data.aws_ecs_cluster.existing[0].cluster_name
}

output "arn" {
  description = "ARN of the cluster."
  value       = local.made ? aws_ecs_cluster.this[0].arn : data.aws_ecs_cluster.existing[0].arn
}

output "capacity_provider" {
  description = "Name of the capacity provider, for the services' strategy."
  value       = local.made ? aws_ecs_capacity_provider.this[0].name : var.existing.capacity_provider

  # ECS refuses a service whose capacity provider the cluster does not have yet, and refuses to take the provider away
  # under a service: services come after the association and go before it.
  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

output "exec_log_group" {
  description = "Name of the log group of shells opened in tasks (ECS Exec); null of a cluster that exists."
  value       = one(aws_cloudwatch_log_group.exec[*].name)
}

output "exec_log_group_arn" {
  description = "ARN of that log group: the task role of a service with ECS Exec writes to it."
  value       = one(aws_cloudwatch_log_group.exec[*].arn)
}

output "exec_kms_key_arn" {
  description = "ARN of the KMS key of those shells, which such a task role decrypts with; null for none."
  value       = var.exec_kms_key_arn
}

output "namespace_arn" {
  description = "ARN of the Service Connect namespace; null for none."
  value       = one(aws_service_discovery_http_namespace.this[*].arn)
}
