# Jobs by the clock. Their group's name is the environment's, whole.
locals {
  schedules = ["${local.arn.scheduler}:schedule-group/${var.name}", "${local.arn.scheduler}:schedule/${var.name}/*"]

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
  ]

  # Both roles read them.
  ci_read_schedules = [
    {
      Sid      = "Schedules"
      Effect   = "Allow"
      Action   = ["scheduler:GetSchedule", "scheduler:GetScheduleGroup", "scheduler:ListTagsForResource"]
      Resource = local.schedules
    },
  ]
}
