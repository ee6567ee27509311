package slipway.rule.logs_kept

import data.slipway.lib.plan

about := {
	"id": "logs-kept",
	"title": "Every log group says how long it keeps its logs, in production 30 days or more",
	"reason": "A log group that says nothing keeps everything for ever, at a price. A short one in production is empty when last month's fault is looked into.",
	"fix": "Set retention_in_days, in production to 30 or more.",
}

deny contains {"address": address, "message": "retention_in_days is not set: the logs never go"} if {
	some address, group in plan.by_type.aws_cloudwatch_log_group
	plan.setting(group, ["retention_in_days"], 0) == 0
}

deny contains {"address": address, "message": sprintf("retention_in_days is %v in production", [days])} if {
	plan.is_prod
	some address, group in plan.by_type.aws_cloudwatch_log_group
	days := plan.setting(group, ["retention_in_days"], 0)
	days > 0
	days < 30
}
