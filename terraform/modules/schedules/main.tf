# Jobs by the clock: EventBridge Scheduler starts a task of each once per time. What it could not start it tries again, and then puts
# into a queue that an alarm watches.
data "aws_caller_identity" "current" {
  count = local.any ? 1 : 0
}

data "aws_partition" "current" {
  count = local.any ? 1 : 0
}

locals {
  any       = length(var.jobs) > 0
  account   = one(data.aws_caller_identity.current[*].account_id)
  partition = one(data.aws_partition.current[*].partition)

  # The ARNs are written out and not read from resources, so that a plan shows what the roles may reach.
  ecs       = "arn:${coalesce(local.partition, "aws")}:ecs:${var.region}:${coalesce(local.account, "-")}"
  group_arn = "arn:${coalesce(local.partition, "aws")}:scheduler:${var.region}:${coalesce(local.account, "-")}:schedule-group/${var.name}"
  queue_arn = "arn:${coalesce(local.partition, "aws")}:sqs:${var.region}:${coalesce(local.account, "-")}:${var.name}-missed-runs"
}

# A schedule has no tags and no name of its own in IAM but with its group's before it: the group says whose it is.
resource "aws_scheduler_schedule_group" "this" {
  count = local.any ? 1 : 0

  name = var.name
  tags = var.tags
}

resource "aws_scheduler_schedule" "this" {
  # checkov:skip=CKV_AWS_297:a schedule holds the names of resources and nothing secret; the key that AWS owns encrypts it
  for_each = var.jobs

  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.this[0].name
  description                  = "Runs ${each.key} of ${var.name} in the cluster"
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = each.value.timezone
  state                        = "ENABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.cluster_arn
    role_arn = aws_iam_role.this[each.key].arn

    ecs_parameters {
      task_definition_arn     = each.value.task_definition_arn
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = false
      propagate_tags          = "TASK_DEFINITION"

      capacity_provider_strategy {
        capacity_provider = var.capacity_provider
        base              = 0
        weight            = 1
      }

      network_configuration {
        assign_public_ip = false
        subnets          = values(var.subnet_ids)
        security_groups  = each.value.security_group_ids
      }
    }

    # Of AWS's own, 185 tries in a day, the last ones would start a nightly job in the next evening.
    retry_policy {
      maximum_retry_attempts       = each.value.retry.attempts
      maximum_event_age_in_seconds = each.value.retry.minutes * 60
    }

    dead_letter_config {
      arn = aws_sqs_queue.missed[0].arn
    }
  }

  # A run that begins at once must be allowed.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  for_each = var.jobs

  name                 = "${var.name}-${each.key}-schedule"
  path                 = "/${var.name}/" # by which the pipeline's role (module iam) knows its environment's roles
  description          = "EventBridge Scheduler starting ${var.name}-${each.key}, and nothing else"
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Service = each.key })

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "scheduler.amazonaws.com" }
        # Only for schedules of this group: another account's, and another environment's, are refused.
        Condition = { StringEquals = { "aws:SourceAccount" = local.account, "aws:SourceArn" = local.group_arn } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = var.jobs

  name = "start-task"
  role = aws_iam_role.this[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Any revision: between the change of the policy and that of the schedule a run would be refused.
        Sid       = "StartTheJob"
        Effect    = "Allow"
        Action    = ["ecs:RunTask"]
        Resource  = ["${local.ecs}:task-definition/${var.name}-${each.key}:*"]
        Condition = { ArnEquals = { "ecs:cluster" = var.cluster_arn } }
      },
      {
        Sid       = "TagItsTask"
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = ["${local.ecs}:task/${element(split("/", var.cluster_arn), -1)}/*"]
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Sid       = "PassItsRoles"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [each.value.execution_role_arn, each.value.task_role_arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
      {
        Sid      = "KeepWhatWasMissed"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [local.queue_arn]
      },
    ]
  })
}
