locals {
  full_names = { for name in keys(var.databases) : name => "${var.name}-${name}" }
  majors     = { for name, database in var.databases : name => split(".", database.engine_version)[0] }
}

# The day on which a database was made, for the name of its last snapshot: the second database of the same name must be
# able to leave one too.
resource "terraform_data" "made" {
  for_each = var.databases

  input = formatdate("YYYYMMDDhhmmss", plantimestamp())

  lifecycle {
    ignore_changes = [input]
  }
}

resource "aws_db_subnet_group" "this" {
  count = length(var.databases) > 0 ? 1 : 0

  name        = "${var.name}-databases"
  description = "Private subnets of the databases of ${var.name}"
  subnet_ids  = values(var.subnet_ids)
  tags        = var.tags
}

resource "aws_db_parameter_group" "this" {
  for_each = var.databases

  # The major version is part of the name: a new one needs a new group beside the old one.
  name        = "${local.full_names[each.key]}-postgres${local.majors[each.key]}"
  family      = "postgres${local.majors[each.key]}"
  description = "Settings of ${local.full_names[each.key]}"
  tags        = var.tags

  # Old major versions know force_ssl as a setting that needs a restart and refuse another way; a new database starts with it.
  dynamic "parameter" {
    for_each = merge(each.value.parameters, { "rds.force_ssl" = "1" })

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description] # its name is taken: a better wording would have to replace it
  }
}

resource "aws_db_instance" "this" {
  # checkov:skip=CKV_AWS_118:monitoring_seconds turns it on
  # checkov:skip=CKV_AWS_133:backup_days is validated: at least one
  # checkov:skip=CKV_AWS_157:multi_az is on by default, and the policy demands it in prod
  # checkov:skip=CKV_AWS_353:on by default
  # checkov:skip=CKV_AWS_354:kms_key_arn encrypts it where there is a key; else the key that AWS manages
  for_each = var.databases

  identifier     = local.full_names[each.key]
  engine         = "postgres"
  engine_version = each.value.engine_version
  instance_class = each.value.instance_class
  db_name        = coalesce(each.value.database_name, replace(each.key, "-", "_"))
  tags           = var.tags

  storage_type          = "gp3"
  allocated_storage     = each.value.storage_gb
  max_allocated_storage = each.value.max_storage_gb
  storage_encrypted     = true
  kms_key_id            = each.value.kms_key_arn

  # RDS makes the password, keeps it in Secrets Manager and changes it: it is in no state, no plan and no file.
  username                            = each.value.username
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = each.value.secret_kms_key_arn
  iam_database_authentication_enabled = true

  snapshot_identifier = each.value.snapshot

  dynamic "restore_to_point_in_time" {
    for_each = each.value.restore[*]

    content {
      source_db_instance_identifier            = startswith(restore_to_point_in_time.value.from, "arn:") ? null : restore_to_point_in_time.value.from
      source_db_instance_automated_backups_arn = startswith(restore_to_point_in_time.value.from, "arn:") ? restore_to_point_in_time.value.from : null
      restore_time                             = restore_to_point_in_time.value.time
      use_latest_restorable_time               = restore_to_point_in_time.value.time == null ? true : null
    }
  }

  multi_az               = each.value.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this[0].name
  vpc_security_group_ids = [aws_security_group.this[each.key].id]
  parameter_group_name   = aws_db_parameter_group.this[each.key].name
  port                   = 5432
  publicly_accessible    = false

  backup_retention_period = each.value.backup_days
  backup_window           = each.value.backup_window
  maintenance_window      = each.value.maintenance_window
  copy_tags_to_snapshot   = true

  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.final_snapshot
  final_snapshot_identifier = var.final_snapshot ? "${local.full_names[each.key]}-final-${terraform_data.made[each.key].output}" : null
  delete_automated_backups  = !var.deletion_protection

  # Security fixes by themselves, in the maintenance window; a new major version only when somebody writes one.
  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = each.value.allow_major_version_upgrade
  apply_immediately           = each.value.apply_immediately

  performance_insights_enabled          = each.value.performance_insights
  performance_insights_retention_period = each.value.performance_insights ? 7 : null
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  monitoring_interval                   = each.value.monitoring_seconds
  monitoring_role_arn                   = each.value.monitoring_seconds > 0 ? aws_iam_role.monitoring[0].arn : null

  timeouts {
    create = "60m"
    update = "120m"
    delete = "60m"
  }

  lifecycle {
    # Where it came from counts when it is made. Afterwards the setting may stay or go: neither may replace what people write to.
    ignore_changes = [snapshot_identifier, restore_to_point_in_time]
  }

  # RDS makes missing log groups itself, without an end to what they keep.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}
