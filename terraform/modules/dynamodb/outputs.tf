output "names" {
  description = "Table → its name in AWS."
  value       = { for name, table in aws_dynamodb_table.this : name => table.name }
}

output "arns" {
  description = "Table → its ARN. An index is <arn>/index/<index>."
  value       = { for name, table in aws_dynamodb_table.this : name => table.arn }
}

output "stream_arns" {
  description = "Table → ARN of its stream, for the tables that have one."
  value       = { for name, table in aws_dynamodb_table.this : name => table.stream_arn if var.tables[name].stream != null }
}

output "deletable" {
  # An imported resource has no such setting yet: it is null, not false.
  description = "Whether a destroy takes the tables with what is in them."
  value       = alltrue([for table in aws_dynamodb_table.this : table.deletion_protection_enabled != true])
}
