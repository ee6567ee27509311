data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  monitored = anytrue([for database in var.databases : database.monitoring_seconds > 0])

  logs = {
    for pair in setproduct(keys(var.databases), ["postgresql", "upgrade"]) : "${pair[0]}-${pair[1]}" => { database = pair[0], log = pair[1] }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  # checkov:skip=CKV_AWS_338:how long is a setting; the policy demands 30 days in prod
  for_each = local.logs

  name              = "/aws/rds/instance/${local.full_names[each.value.database]}/${each.value.log}" # the name that RDS writes to
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

# Enhanced monitoring: RDS reads the database's operating system and writes what it sees to CloudWatch.
resource "aws_iam_role" "monitoring" {
  count = local.monitored ? 1 : 0

  name                 = "${var.name}-rds-monitoring"
  path                 = "/${var.name}/" # by which the pipeline's role (module iam) knows its environment's roles
  description          = "RDS writing the operating system metrics of the databases of ${var.name}"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "monitoring.rds.amazonaws.com" }
        # Only RDS acting for these databases: another account's RDS is refused.
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:rds:${var.region}:${data.aws_caller_identity.current.account_id}:db:${var.name}-*" }
        }
      },
    ]
  })
}

# AWS's own policy for it reaches log groups whose name begins with RDS, and nothing else.
resource "aws_iam_role_policy_attachment" "monitoring" {
  count = local.monitored ? 1 : 0

  role       = aws_iam_role.monitoring[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
