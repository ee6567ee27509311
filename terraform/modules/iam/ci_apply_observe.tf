# Logs, alarms and the topic they go to. Its key is the stack bootstrap's: no role of the pipeline makes, tags or ends keys.
locals {
  dashboards = [for name in concat([var.name], [for name in ["${var.name}--*"] : name if local.previews]) : "${local.cloudwatch}::${local.account}:dashboard/${name}"]

  ci_observe = [
    {
      # Why a task did not start stands in its log.
      Sid      = "ReadLogs"
      Effect   = "Allow"
      Action   = ["logs:FilterLogEvents", "logs:GetLogEvents"]
      Resource = ["${local.arn.logs}:log-group:/ecs/${var.name}/*"]
    },
    {
      Sid    = "Logs"
      Effect = "Allow"
      Action = [
        for action in ["AssociateKmsKey", "CreateLogGroup", "DeleteLogGroup", "DeleteRetentionPolicy", "DisassociateKmsKey", "PutRetentionPolicy", "TagResource", "UntagResource"] :
        "logs:${action}"
      ]
      Resource = local.log_groups
    },
    {
      Sid    = "Alarms"
      Effect = "Allow"
      Action = [
        for action in ["DeleteAlarms", "DeleteDashboards", "PutDashboard", "PutMetricAlarm", "TagResource", "UntagResource"] :
        "cloudwatch:${action}"
      ]
      Resource = concat(local.dashboards, ["${local.cloudwatch}:${var.region}:${local.account}:alarm:${var.name}-*"])
    },
    {
      Sid      = "Topics"
      Effect   = "Allow"
      Action   = [for action in ["CreateTopic", "DeleteTopic", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource"] : "sns:${action}"]
      Resource = ["${local.arn.sns}:${var.name}-*"]
    },
    {
      Sid      = "Events"
      Effect   = "Allow"
      Action   = [for action in ["DeleteRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource", "UntagResource"] : "events:${action}"]
      Resource = ["${local.arn.events}:rule/${var.name}-*"]
    },
    {
      Sid       = "Unscoped"
      Effect    = "Allow"
      Action    = ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
    },
  ]
}
