# A shell in a running task (aws ecs execute-command): the agent in the task opens its channels, and writes down what was
# typed, with the task's role.
locals {
  exec_services = toset([for name, service in var.services : name if service.exec])
  exec_log      = "${local.arn.logs}:log-group:${coalesce(var.exec_log_group, "/ecs-exec/${var.name}")}"

  exec_statements = [
    for statement in [
      {
        Sid      = "Unscoped"
        Effect   = "Allow"
        Action   = keys(local.unscoped.exec)
        Resource = ["*"]
      },
      {
        Sid      = "WriteSession"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = [local.exec_log, "${local.exec_log}:*"]
      },
      {
        # A list of groups cannot be scoped to one of them: AWS checks it against all groups of account and region.
        Sid      = "FindLog"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = ["${local.arn.logs}:log-group:*"]
      },
      {
        Sid      = "DecryptSession"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = var.exec_kms_key_arn[*]
      },
    ] : statement if length(statement.Resource) > 0
  ]
}

resource "aws_iam_role_policy" "exec" {
  for_each = local.exec_services

  name   = "execute-command"
  role   = aws_iam_role.task[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.exec_statements })
}
