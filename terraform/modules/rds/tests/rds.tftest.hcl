mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      address            = "slipway-test-orders.abc.eu-west-1.rds.amazonaws.com"
      arn                = "arn:aws:rds:eu-west-1:123456789012:db:slipway-test-orders"
      resource_id        = "db-ABCDEFGHIJKL"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf", secret_status = "active", kms_key_id = "" }]
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/slipway-test-rds-monitoring" }
  }
}

variables {
  name       = "slipway-test"
  region     = "eu-west-1"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }

  client_security_groups = { catalog = "sg-0catalog", orders = "sg-0orders" }

  databases = {
    orders      = { clients = ["orders"] }
    order-stats = { clients = ["orders", "catalog"], engine_version = "16.4" }
  }
}

run "safe_by_default" {
  command = apply

  assert {
    condition     = alltrue([for db in aws_db_instance.this : db.storage_encrypted && db.storage_type == "gp3" && !db.publicly_accessible && db.multi_az && db.iam_database_authentication_enabled])
    error_message = "Databases must be encrypted, private, in two zones, and take logins by IAM."
  }

  assert {
    condition     = alltrue([for db in aws_db_instance.this : db.manage_master_user_password && db.password == null])
    error_message = "RDS must make the password: none may stand in the state."
  }

  assert {
    condition     = alltrue([for db in aws_db_instance.this : db.deletion_protection && !db.skip_final_snapshot && !db.delete_automated_backups && db.backup_retention_period == 7 && db.copy_tags_to_snapshot])
    error_message = "Databases must be protected, backed up, and leave a snapshot and their backups when they go."
  }

  assert {
    condition     = alltrue([for name, db in aws_db_instance.this : can(regex("^slipway-test-${name}-final-[0-9]{14}$", db.final_snapshot_identifier))])
    error_message = "The last snapshot must have a name that the next database of this name does not have."
  }

  assert {
    condition     = alltrue([for db in aws_db_instance.this : db.auto_minor_version_upgrade && !db.allow_major_version_upgrade && db.performance_insights_enabled && toset(db.enabled_cloudwatch_logs_exports) == toset(["postgresql", "upgrade"])])
    error_message = "Minor versions must come by themselves, major ones must not, and logs and insights must be on."
  }

  assert {
    condition     = !output.deletable && output.master_secret_arns["orders"] == "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf"
    error_message = "The outputs must say where the password is and that the databases stay."
  }
}

run "names_and_groups" {
  command = apply

  assert {
    condition     = { for name, db in aws_db_instance.this : name => "${db.identifier} ${db.db_name}" } == { orders = "slipway-test-orders orders", order-stats = "slipway-test-order-stats order_stats" }
    error_message = "Identifier and database must come from the name."
  }

  assert {
    condition     = { for name, group in aws_db_parameter_group.this : name => "${group.name} ${group.family}" } == { orders = "slipway-test-orders-postgres17 postgres17", order-stats = "slipway-test-order-stats-postgres16 postgres16" }
    error_message = "A parameter group must be named after its major version, so that the next one finds room beside it."
  }

  assert {
    condition     = toset(aws_db_subnet_group.this[0].subnet_ids) == toset(["subnet-0a", "subnet-0b"])
    error_message = "The databases must stand in the given subnets."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_log_group.this)) == toset(["orders-postgresql", "orders-upgrade", "order-stats-postgresql", "order-stats-upgrade"]) && aws_cloudwatch_log_group.this["orders-postgresql"].name == "/aws/rds/instance/slipway-test-orders/postgresql" && aws_cloudwatch_log_group.this["orders-postgresql"].retention_in_days == 30
    error_message = "Each log must have the group that RDS writes to, and an end."
  }

  assert {
    condition     = output.connect_arns["orders"] == "arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-ABCDEFGHIJKL"
    error_message = "A login by IAM is allowed on the database's resource id."
  }
}

run "connections_are_encrypted_whatever_else_is_set" {
  command = plan

  variables {
    databases = { orders = { parameters = { log_min_duration_statement = "500" } } }
  }

  assert {
    condition     = { for p in aws_db_parameter_group.this["orders"].parameter : p.name => p.value } == { "rds.force_ssl" = "1", log_min_duration_statement = "500" }
    error_message = "TLS must be forced beside what a database sets."
  }
}

run "only_named_clients_are_admitted" {
  command = plan

  assert {
    condition     = { for key, rule in aws_vpc_security_group_ingress_rule.client : key => rule.referenced_security_group_id } == { orders-orders = "sg-0orders", order-stats-orders = "sg-0orders", order-stats-catalog = "sg-0catalog" }
    error_message = "A database must admit the clients that it names and no other."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.client : rule.from_port == 5432 && rule.to_port == 5432 && rule.ip_protocol == "tcp" && rule.cidr_ipv4 == null])
    error_message = "Clients must come by their security group, on port 5432 only."
  }
}

run "monitoring_has_a_role_of_its_own_when_asked_for" {
  command = apply

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/slipway-test-workloads"
    databases                = { orders = { monitoring_seconds = 60 }, stats = {} }
  }

  assert {
    condition     = aws_db_instance.this["orders"].monitoring_role_arn == aws_iam_role.monitoring[0].arn && aws_iam_role.monitoring[0].permissions_boundary == var.permissions_boundary_arn
    error_message = "Enhanced monitoring must have its role, with the boundary."
  }

  assert {
    condition     = jsondecode(aws_iam_role.monitoring[0].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Only this account's RDS may have the role."
  }
}

run "goes_when_told" {
  command = plan

  variables {
    deletion_protection = false
    final_snapshot      = false
  }

  assert {
    condition     = alltrue([for db in aws_db_instance.this : !db.deletion_protection && db.skip_final_snapshot && db.delete_automated_backups]) && output.deletable && length(aws_iam_role.monitoring) == 0
    error_message = "Without protection a destroy must not stop at a database."
  }
}

run "nothing_without_databases" {
  command = plan

  variables {
    databases = {}
  }

  assert {
    condition     = length(aws_db_subnet_group.this) == 0 && length(aws_security_group.this) == 0 && output.endpoints == {}
    error_message = "Without databases there must be nothing."
  }
}
