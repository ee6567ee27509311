# Names of one environment can begin with those of another: slipway-prod and slipway-prod-eu. A path or a slash keeps roles, secrets,
# logs and repositories apart, and the exact name buckets and tables. Of the rest, what has another environment's tag is out of reach.
locals {
  neighbours = concat(
    [
      for key, value in local.environment_tags : {
        Sid    = "NotOfAnother${replace(key, "/[^A-Za-z0-9]/", "")}"
        Effect = "Deny"
        Action = ["application-autoscaling:*", "cloudwatch:*", "dynamodb:*", "ecs:*", "elasticloadbalancing:*", "events:*", "logs:*", "rds:*", "sns:*", "sqs:*"]
        Resource = concat(
          [for kind in ["db", "pg", "snapshot", "subgrp"] : "${local.arn.rds}:${kind}:${var.name}-*"],
          [
            "${local.arn.application-autoscaling}:scalable-target/*",
            "${local.arn.ecs}:task-definition/${var.name}-*",
            "${local.arn.elasticloadbalancing}:targetgroup/${local.target_groups}",
            "${local.arn.events}:rule/${var.name}-*",
            "${local.arn.logs}:log-group:/aws/rds/instance/${var.name}-*",
            "${local.arn.rds}:snapshot:rds:${var.name}-*", # those that RDS makes by itself, with the tags of their database
            "${local.arn.sns}:${var.name}-*",
            "${local.arn.sqs}:${var.name}-*",
            "${local.cloudwatch}:${var.region}:${local.account}:alarm:${var.name}-*",
          ],
        )
        # An absent tag differs too, and a new resource has none yet.
        Condition = { Null = { "aws:ResourceTag/${key}" = "false" }, StringNotEquals = { "aws:ResourceTag/${key}" = value } }
      }
    ],
    [
      {
        # The locks of another environment, whatever becomes of their tags.
        Sid      = "NotTheLocksOfAnother"
        Effect   = "Deny"
        Action   = ["dynamodb:*"]
        Resource = ["${local.arn.dynamodb}:table/${var.name}-*-lock"]
      },
    ],
  )

  # Of buckets the roles have the whole names; this holds if one of those names is some day the state's of another environment.
  not_their_states = {
    Sid      = "NotTheStatesOfAnother"
    Effect   = "Deny"
    Action   = ["s3:Get*", "s3:List*"]
    Resource = [for what in ["", "/*"] : "arn:${local.partition}:s3:::${var.name}-*-state-${local.account}${what}"]
  }
}
