output "arns" {
  description = "Topic → its ARN, by which a client names it."
  value       = { for name in keys(aws_sns_topic.this) : name => local.arns[name] }
}

output "names" {
  description = "Topic → its name in AWS."
  value       = { for name, topic in aws_sns_topic.this : name => topic.name }
}
