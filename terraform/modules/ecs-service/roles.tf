locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ecs-tasks.amazonaws.com" }
        # Only ECS acting for this account's tasks: another account's ECS is refused.
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account }
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${var.region}:${local.account}:*" }
        }
      },
    ]
  })

  # An image in ECR says itself which repository the execution role must read; one from elsewhere needs none.
  ecr = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>[^@:]+)", var.image), null)

  # A secret's reference may go on with ":key:stage:version"; the permission is for the secret, its first seven fields.
  secret_arns    = distinct([for arn in values(var.secrets) : join(":", slice(split(":", arn), 0, 7)) if can(regex("^arn:[a-z-]+:secretsmanager:", arn))])
  parameter_arns = distinct([for arn in values(var.secrets) : arn if can(regex("^arn:[a-z-]+:ssm:", arn))])

  execution_statements = concat(
    [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
    ],
    [
      for repository in local.ecr[*] : {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = ["arn:${local.partition}:ecr:${repository.region}:${repository.account}:repository/${repository.name}"]
      }
    ],
    [
      for repository in local.ecr[*] : {
        Sid      = "LogInToRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"] # AWS knows no narrower one for it
      }
    ],
    [
      for arns in [local.secret_arns] : {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = arns
      } if length(arns) > 0
    ],
    [
      for arns in [local.parameter_arns] : {
        Sid      = "ReadParameters"
        Effect   = "Allow"
        Action   = ["ssm:GetParameters"]
        Resource = arns
      } if length(arns) > 0
    ],
    [
      for arns in [sort(var.secret_kms_key_arns)] : {
        Sid      = "DecryptSecrets"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = arns
      } if length(arns) > 0
    ],
  )
}

# What ECS does for the task before it runs: pull the image, read the secrets, open the log.
resource "aws_iam_role" "execution" {
  name               = "${local.full_name}-execution"
  description        = "ECS starting ${local.full_name}: its image, its secrets, its log"
  assume_role_policy = local.assume_role_policy
  tags               = local.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "start-tasks"
  role   = aws_iam_role.execution.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.execution_statements })
}

# What the service itself may do in AWS: nothing, until task_policy says so.
resource "aws_iam_role" "task" {
  name               = "${local.full_name}-task"
  description        = "What ${local.full_name} may do in AWS"
  assume_role_policy = local.assume_role_policy
  tags               = local.tags
}

resource "aws_iam_role_policy" "task" {
  count = var.task_policy == null ? 0 : 1

  name   = "service"
  role   = aws_iam_role.task.name
  policy = var.task_policy
}
