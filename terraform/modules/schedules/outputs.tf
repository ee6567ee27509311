output "schedules" {
  description = "Job → its schedule as <group>/<name>, by which the AWS CLI and Terraform know it."
  value       = { for name, schedule in aws_scheduler_schedule.this : name => schedule.id }
}

output "missed_queue_url" {
  description = "URL of the queue of runs that could not be started; null without jobs."
  value       = one(aws_sqs_queue.missed[*].id)
}

output "role_arns" {
  description = "Job → ARN of the role that starts it."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}
