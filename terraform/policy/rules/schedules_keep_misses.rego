package slipway.rule.schedules_keep_misses

import data.slipway.lib.plan

about := {
	"id": "schedules-keep-misses",
	"title": "A schedule tries a start again that failed, within a day, and keeps what it could not start",
	"reason": "A cluster without room, a role or an image that is gone: the run never begins, no log says so, and nobody notices until what it makes is missed.",
	"fix": "Write retry_policy { maximum_retry_attempts = 10, maximum_event_age_in_seconds = 3600 } and dead_letter_config with the ARN of a queue, and an alarm on its ApproximateNumberOfMessagesVisible.",
}

deny contains {"address": address, "message": "There is no dead_letter_config: what could not be started is lost"} if {
	some address, schedule in plan.by_type.aws_scheduler_schedule
	count(plan.setting(schedule, ["target", 0, "dead_letter_config"], [])) == 0
}

deny contains {"address": address, "message": "maximum_retry_attempts is 0: one refusal loses the run"} if {
	some address, schedule in plan.by_type.aws_scheduler_schedule
	plan.setting(schedule, ["target", 0, "retry_policy", 0, "maximum_retry_attempts"], 185) == 0
}
