output "endpoints" {
  description = "Database → its host name, without the port."
  value       = { for name, database in aws_db_instance.this : name => database.address }

  # Who takes the address from here is let in already.
  depends_on = [aws_vpc_security_group_ingress_rule.client]
}

output "ports" {
  description = "Database → its port."
  value       = { for name, database in aws_db_instance.this : name => database.port }
}

output "names" {
  description = "Database → name of the PostgreSQL database in it."
  value       = { for name, database in aws_db_instance.this : name => database.db_name }
}

output "identifiers" {
  description = "Database → its identifier in RDS, the dimension DBInstanceIdentifier of its metrics."
  value       = { for name, database in aws_db_instance.this : name => database.identifier }
}

output "master_secret_arns" {
  description = "Database → ARN of the secret in which RDS keeps user and password (JSON: username, password)."
  value       = { for name, database in aws_db_instance.this : name => database.master_user_secret[0].secret_arn }
}

output "security_group_ids" {
  description = "Database → id of its security group, for the way out of its clients."
  value       = { for name, group in aws_security_group.this : name => group.id }
}

output "instance_arns" {
  description = "Database → its ARN."
  value       = { for name, database in aws_db_instance.this : name => database.arn }
}

output "connect_arns" {
  description = "Database → what rds-db:connect is allowed on for a login by IAM, without the user: <this>/<user>."
  value = {
    for name, database in aws_db_instance.this : name =>
    "arn:${data.aws_partition.current.partition}:rds-db:${var.region}:${data.aws_caller_identity.current.account_id}:dbuser:${database.resource_id}"
  }
}

output "deletable" {
  # An imported resource has no such setting yet: it is null, not false.
  description = "Whether a destroy takes the databases with what is in them."
  value       = alltrue([for database in aws_db_instance.this : database.deletion_protection != true])
}

output "log_kms_key_arns" {
  description = "Name of a log group → ARN of its KMS key; null for the key that AWS manages."
  value       = { for group in aws_cloudwatch_log_group.this : group.name => group.kms_key_id }
}
