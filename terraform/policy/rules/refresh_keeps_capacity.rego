package slipway.rule.refresh_keeps_capacity

import data.slipway.lib.plan

about := {
	"id": "refresh-keeps-capacity",
	"title": "An instance refresh keeps nine tenths of the group in service",
	"reason": "Half of the instances at once is half of the tasks at once: they find no place until the new instances are there.",
	"fix": "Set instance_refresh.preferences.min_healthy_percentage to 90 or more; with 100 and a max_healthy_percentage above it new instances come first.",
}

deny contains {"address": address, "message": sprintf("min_healthy_percentage is %v", [percentage])} if {
	some address, group in plan.by_type.aws_autoscaling_group
	percentage := plan.setting(group, ["instance_refresh", 0, "preferences", 0, "min_healthy_percentage"], 90)
	percentage < 90
}
