output "name" {
  description = "Name of the cluster. It needs no instances yet: the Auto Scaling group takes it from here."
  value       = aws_ecs_cluster.this.name
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "capacity_provider" {
  description = "Name of the capacity provider, for the services' strategy."
  value       = aws_ecs_capacity_provider.this.name

  # ECS refuses a service whose capacity provider the cluster does not have yet, and refuses to take the provider away
  # under a service: services come after the association and go before it.
  depends_on = [aws_ecs_cluster_capacity_providers.this]
}
