locals {
  flow_logs     = local.made && var.flow_logs.enabled
  flow_log_name = "/vpc/${var.name}/flow"

  # The ARN is written out and not read from the group, so that the plan shows what the role may reach.
  flow_log_arns = local.flow_logs ? {
    logs  = "arn:${data.aws_partition.current[0].partition}:logs:${var.region}:${data.aws_caller_identity.current[0].account_id}:log-group"
    flows = "arn:${data.aws_partition.current[0].partition}:ec2:${var.region}:${data.aws_caller_identity.current[0].account_id}:vpc-flow-log"
  } : { logs = "", flows = "" }
}

resource "aws_cloudwatch_log_group" "flow" {
  count = local.flow_logs ? 1 : 0

  name              = local.flow_log_name
  retention_in_days = var.flow_logs.retention_days
  kms_key_id        = var.flow_logs.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "flow" {
  count = local.flow_logs ? 1 : 0

  name                 = "${var.name}-flow-logs"
  path                 = "/${var.name}/" # by which the pipeline's role (module iam) knows its environment's roles
  description          = "Flow logs of ${var.name}: into their own log group and nowhere else"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  # The conditions keep the service from being talked into using this role for another account's flow logs.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "vpc-flow-logs.amazonaws.com" }
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current[0].account_id }
          ArnLike      = { "aws:SourceArn" = "${local.flow_log_arns.flows}/*" }
        }
      },
    ]
  })
}

# AWS documents one permission more, logs:CreateLogGroup. It is left out: the group exists, and a service that may make it
# brings a deleted one back without its retention and its key.
resource "aws_iam_role_policy" "flow" {
  count = local.flow_logs ? 1 : 0

  name = "flow-logs"
  role = aws_iam_role.flow[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = ["${local.flow_log_arns.logs}:${local.flow_log_name}", "${local.flow_log_arns.logs}:${local.flow_log_name}:*"]
      },
      {
        # A list of groups cannot be scoped to one of them: AWS checks it against all groups of account and region.
        Effect   = "Allow"
        Action   = "logs:DescribeLogGroups"
        Resource = "${local.flow_log_arns.logs}:*"
      },
    ]
  })
}

resource "aws_flow_log" "this" {
  count = local.flow_logs ? 1 : 0

  vpc_id                   = aws_vpc.this[0].id
  traffic_type             = var.flow_logs.traffic_type
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn             = aws_iam_role.flow[0].arn
  max_aggregation_interval = var.flow_logs.aggregation_seconds
  tags                     = merge(var.tags, { Name = var.name })

  depends_on = [aws_iam_role_policy.flow]
}
