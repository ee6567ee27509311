output "name" {
  description = "Name of the ECS service; of a job that of its container."
  value       = local.stays ? aws_ecs_service.this[0].name : var.name
}

output "service_arn" {
  description = "ARN of the ECS service; null for a job."
  value       = one(aws_ecs_service.this[*].id)
}

output "task_definition_arn" {
  description = "ARN, with revision, of the task definition that the service was told to run. What runs after a rollback, ECS alone knows."
  value       = aws_ecs_task_definition.this.arn
}

output "target_group_arn" {
  description = "ARN of the service's target group; null for a worker and a job."
  value       = one(aws_lb_target_group.this[*].arn)
}

output "target_group_arn_suffix" {
  description = "The target group's name in CloudWatch metrics; null for a worker and a job."
  value       = one(aws_lb_target_group.this[*].arn_suffix)
}

output "container_environment" {
  description = "Environment of the container, PORT and IMAGE_DIGEST among it, without the secrets."
  value       = local.environment
}

output "log_group" {
  description = "Name of the log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_kms_key_arn" {
  description = "ARN of the KMS key of the log, which whoever reads it decrypts with; null for the key that AWS manages."
  value       = aws_cloudwatch_log_group.this.kms_key_id
}

output "security_group_id" {
  description = "Id of the tasks' security group, for what lets them in (a database, a cache)."
  value       = aws_security_group.this.id
}

output "desired_count" {
  description = "Tasks that run at least: the fixed count, or the lowest that scaling and its schedules go to; 0 for a job."
  value       = local.stays ? local.least : 0
}

output "ready_seconds" {
  description = "Seconds that a task may take from its start until it is healthy: for the load balancer the grace period and then the checks that decide, for a worker those of its container; and before these what it waits for sidecars."
  value = local.wait_seconds + (
    local.web ? var.health_check_grace_period + var.healthy_threshold * var.health_check_interval + var.health_check_timeout :
    var.health_check != null ? var.health_check.start_period + var.health_check.retries * (var.health_check.interval + var.health_check.timeout) : 0
  )
}

output "alarm_names" {
  description = "Names of the alarms that roll a deployment back."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}

output "task_definition_family_arn" {
  description = "ARN of the task definition without its revision: what may be started of it, whatever release it is of."
  value       = aws_ecs_task_definition.this.arn_without_revision
}
