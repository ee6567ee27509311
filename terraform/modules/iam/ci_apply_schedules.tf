# Jobs by the clock. Their group's name is the environment's, whole, and so is the queue's of what was missed.
locals {
  schedules     = ["${local.arn.scheduler}:schedule-group/${var.name}", "${local.arn.scheduler}:schedule/${var.name}/*"]
  missed_queues = ["${local.arn.sqs}:${var.name}-missed-runs"]

  ci_schedules = [
    {
      Sid    = "Schedules"
      Effect = "Allow"
      Action = [
        for action in ["CreateSchedule", "CreateScheduleGroup", "DeleteSchedule", "DeleteScheduleGroup", "TagResource", "UntagResource", "UpdateSchedule"] :
        "scheduler:${action}"
      ]
      Resource = local.schedules
    },
    {
      Sid      = "MissedRuns"
      Effect   = "Allow"
      Action   = [for action in ["CreateQueue", "DeleteQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"] : "sqs:${action}"]
      Resource = local.missed_queues
    },
  ]

  # Both roles read them.
  ci_read_schedules = [
    {
      Sid    = "Schedules"
      Effect = "Allow"
      Action = [
        "scheduler:GetSchedule", "scheduler:GetScheduleGroup", "scheduler:ListTagsForResource",
        "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags",
      ]
      Resource = concat(local.schedules, local.missed_queues)
    },
  ]
}
