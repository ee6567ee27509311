output "names" {
  description = "Queue → its name in AWS, which CloudWatch has too."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.name }
}

output "dead_names" {
  description = "Queue → name of its dead-letter queue."
  value       = { for name, queue in aws_sqs_queue.dead : trimsuffix(name, "-dead") => queue.name }
}

output "arns" {
  description = "Queue → its ARN."
  value       = { for name, queue in aws_sqs_queue.this : name => "${local.arn}:${queue.name}" }
}

output "urls" {
  # SQS builds it from what is known before the queue is, so that a plan shows what a container is told.
  description = "Queue → its URL, by which a client names it."
  value       = { for name, queue in aws_sqs_queue.this : name => "https://sqs.${var.region}.${data.aws_partition.current.dns_suffix}/${local.account}/${queue.name}" }
}
