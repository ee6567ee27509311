package slipway.rule.queues_keep_failures

import data.slipway.lib.plan
import data.slipway.lib.queues

about := {
	"id": "queues-keep-failures",
	"title": "A queue has a dead-letter queue, or is one",
	"reason": "A message that no task can deal with comes again and again until it is too old, and is gone then: nobody knows what it said, and meanwhile it takes the place of others.",
	"fix": "Write redrive_policy with the ARN of a second queue and maxReceiveCount = 5, and an alarm on that queue's ApproximateNumberOfMessagesVisible.",
}

deny contains {"address": address, "message": "There is no redrive_policy: what nobody can deal with is lost"} if {
	some address, queue in plan.by_type.aws_sqs_queue
	plan.setting(queue, ["redrive_policy"], "") == ""
	not address in queues.dead_letter
	count(queues.settings("aws_sqs_queue_redrive_policy")[address]) == 0
}
