# The most that a role may do which the pipeline makes. It grants nothing; a role may do what its policies and this allow.
# Without it the pipeline could write itself a role for everything and start a task with it.
locals {
  workload_actions = [
    # the ECS agent, Session Manager, images, logs and secrets
    "ec2:DescribeTags", "ecs:DeregisterContainerInstance", "ecs:DiscoverPollEndpoint", "ecs:ListTagsForResource", "ecs:Poll",
    "ecs:RegisterContainerInstance", "ecs:StartTelemetrySession", "ecs:Submit*", "ecs:TagResource", "ecs:UpdateContainerInstancesState",
    "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer",
    "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLog*", "logs:GetLogEvents", "logs:PutLogEvents", "logs:PutRetentionPolicy",
    "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
    "ssm:GetParameter*", "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
    # what services do with data
    "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*",
    "s3:AbortMultipartUpload", "s3:DeleteObject*", "s3:GetBucketLocation", "s3:GetObject*", "s3:ListBucket*", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging",
    "dynamodb:*Item", "dynamodb:ConditionCheckItem", "dynamodb:Describe*", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams", "dynamodb:PartiQL*", "dynamodb:Query", "dynamodb:Scan",
    "rds-db:connect",
    "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueue*", "sqs:ReceiveMessage", "sqs:SendMessage",
    "sns:Publish", "events:PutEvents", "ses:Send*", "cloudwatch:PutMetricData", "xray:Get*", "xray:Put*",
  ]
}

# What is another environment's, a service uses only where shared_tags says so: else the pipeline of one could write itself a role that
# reads the other's secrets and state. Things without Slipway's tags are nobody's here; RDS's own secrets and buckets have none to compare.
locals {
  # The name of one environment of the project says nothing of those of the others.
  project_prefix = can(local.environment_tags["Project"]) ? "${local.environment_tags["Project"]}-*" : "${var.name}*"

  boundary_denies = concat(
    [
      for key, value in local.environment_tags : {
        Sid      = "NotOfAnother${replace(key, "/[^A-Za-z0-9]/", "")}"
        Effect   = "Deny"
        Action   = [for service in ["dynamodb", "ecr", "ecs", "events", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm"] : "${service}:*"]
        Resource = "*"
        Condition = {
          StringEquals    = { "aws:ResourceTag/ManagedBy" = "slipway" }
          StringNotEquals = { "aws:ResourceTag/${key}" = sort(setunion([value], try(var.ci.shared_tags[key], []))) }
        }
      } if key != "ManagedBy"
    ],
    [
      {
        # S3 compares no tags, and DynamoDB not in every account. Nor does a service need its own environment's.
        Sid      = "NeitherStateNorLock"
        Effect   = "Deny"
        Action   = ["dynamodb:*", "s3:*"]
        Resource = ["arn:${local.partition}:s3:::*-state-${local.account}", "arn:${local.partition}:s3:::*-state-${local.account}/*", "${local.arn.dynamodb}:table/${local.project_prefix}-lock"]
      },
    ],
  )
}

resource "aws_iam_policy" "boundary" {
  count = var.ci == null ? 0 : 1

  name        = "${var.name}-workloads"
  description = "The most that a role of ${var.name} may do which the pipeline makes; it grants nothing"
  tags        = var.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "Workloads"
        Effect   = "Allow"
        Action   = sort(distinct(concat(local.workload_actions, tolist(try(var.ci.workload_actions, [])))))
        Resource = "*" # a boundary bounds by action; resources are bounded by the policies under it
      },
      {
        # What EventBridge Scheduler needs to start a job. By resource, too: who may start tasks with any role has all rights of the account.
        Sid      = "StartJobs"
        Effect   = "Allow"
        Action   = ["ecs:RunTask"]
        Resource = "${local.arn.ecs}:task-definition/${var.name}-*:*"
      },
      {
        Sid       = "PassRolesToJobs"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = local.roles
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ], local.boundary_denies)
  })
}
