package slipway.rule.scale_in_when_idle

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "scale-in-when-idle",
	"title": "No alarm takes instances or tasks away because load is high",
	"reason": "What is busy gets less to be busy with, by which the load of the rest rises and the alarm goes off again, down to the smallest number there may be.",
	"fix": "Let the alarm compare by LessThanThreshold, with a threshold below that of the alarm that adds, or take target tracking, which has both alarms by itself.",
}

deny contains {"address": address, "message": message} if {
	some address, alarm in plan.by_type.aws_cloudwatch_metric_alarm
	startswith(alarm.values.comparison_operator, "GreaterThan")
	alarm.values.metric_name in load
	some type in ["aws_autoscaling_policy", "aws_appautoscaling_policy"]
	some started in refs.targets(alarm, ["alarm_actions"], type)
	steps := adjustments(plan.by_address[started])
	count(steps) > 0
	every step in steps {
		step < 0
	}
	message := sprintf("it starts %s, which takes away, at %s of %v and more", [started, alarm.values.metric_name, alarm.values.threshold])
}

# Of a metric that is not known here, such as one of room that is free, a high value may be a reason.
load := {
	"ApproximateNumberOfMessagesVisible", "CPUReservation", "CPUUtilization", "MemoryReservation", "MemoryUtilization",
	"RequestCount", "RequestCountPerTarget", "TargetResponseTime",
}

adjustments(policy) := {number |
	some path in [
		["scaling_adjustment"], ["step_adjustment", "scaling_adjustment"],
		["step_scaling_policy_configuration", "step_adjustment", "scaling_adjustment"],
	]
	some number in plan.values_at(policy, path)
	is_number(number)
}
