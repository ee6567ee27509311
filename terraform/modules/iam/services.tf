locals {
  tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ecs-tasks.amazonaws.com" }
        # Only ECS acting for this account's tasks: another account's ECS is refused.
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account }
          ArnLike      = { "aws:SourceArn" = "${local.arn.ecs}:*" }
        }
      },
    ]
  })

  # An image in ECR says itself which repository the execution role must read; one from elsewhere needs none.
  repositories = {
    for name, service in var.services : name => distinct([
      for image in concat([service.image], service.sidecar_images) :
      regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.[a-z0-9.]+/(?P<name>[^@:]+)", image)
      if can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.[a-z0-9.]+/[^@:]+", image))
    ])
  }

  # A secret's reference may go on with ":key:stage:version"; the permission is for the secret, its first seven fields.
  secret_arns = {
    for name, service in var.services : name =>
    distinct([for arn in values(service.secrets) : join(":", slice(split(":", arn), 0, 7)) if can(regex("^arn:[a-z-]+:secretsmanager:", arn))])
  }

  parameter_arns = {
    for name, service in var.services : name => distinct([for arn in values(service.secrets) : arn if can(regex("^arn:[a-z-]+:ssm:", arn))])
  }

  execution_statements = {
    for name, service in var.services : name => [
      for statement in [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${local.arn.logs}:log-group:/ecs/${coalesce(var.log_prefix, var.name)}/${name}:*"]
        },
        {
          Sid      = "PullImage"
          Effect   = "Allow"
          Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
          Resource = [for r in local.repositories[name] : "arn:${local.partition}:ecr:${r.region}:${r.account}:repository/${r.name}"]
        },
        {
          Sid      = "Unscoped"
          Effect   = "Allow"
          Action   = keys(local.unscoped.execution)
          Resource = [for all in ["*"] : all if length(local.repositories[name]) > 0]
        },
        {
          Sid      = "ReadSecrets"
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue"]
          Resource = local.secret_arns[name]
        },
        {
          Sid      = "ReadParameters"
          Effect   = "Allow"
          Action   = ["ssm:GetParameters"]
          Resource = local.parameter_arns[name]
        },
        {
          Sid      = "ReadEnvironment"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = service.env_file[*]
        },
        {
          Sid      = "FindEnvironment"
          Effect   = "Allow"
          Action   = ["s3:GetBucketLocation"]
          Resource = [for arn in service.env_file[*] : split("/", arn)[0]]
        },
        {
          Sid      = "DecryptSecrets"
          Effect   = "Allow"
          Action   = ["kms:Decrypt"]
          Resource = sort(service.secret_kms_key_arns)
        },
      ] : statement if length(statement.Resource) > 0
    ]
  }
}

# What ECS does for the task before it runs: pull the image, read the secrets, open the log.
resource "aws_iam_role" "execution" {
  for_each = var.services

  name                 = "${var.name}-${each.key}-execution"
  path                 = local.path
  description          = "ECS starting ${var.name}-${each.key}: its image, its secrets, its log"
  assume_role_policy   = local.tasks_trust
  permissions_boundary = local.boundary_arn
  tags                 = merge(var.tags, { Service = each.key })
}

resource "aws_iam_role_policy" "execution" {
  for_each = var.services

  name   = "start-tasks"
  role   = aws_iam_role.execution[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.execution_statements[each.key] })
}

# What the service itself may do in AWS: nothing, until task_policy says so.
resource "aws_iam_role" "task" {
  for_each = var.services

  name                 = "${var.name}-${each.key}-task"
  path                 = local.path
  description          = "What ${var.name}-${each.key} may do in AWS"
  assume_role_policy   = local.tasks_trust
  permissions_boundary = local.boundary_arn
  tags                 = merge(var.tags, { Service = each.key })
}

resource "aws_iam_role_policy" "task" {
  for_each = { for name, service in var.services : name => service.task_policy if service.task_policy != null }

  name   = "service"
  role   = aws_iam_role.task[each.key].name
  policy = each.value
}
