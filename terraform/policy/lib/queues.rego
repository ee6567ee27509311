# Queues, and what names them.
package slipway.lib.queues

import data.slipway.lib.plan
import data.slipway.lib.refs

# Where what could not be dealt with goes: of a queue, a subscription, a function, a schedule, a rule.
ways := {
	"aws_cloudwatch_event_target": ["dead_letter_config", "arn"],
	"aws_lambda_function": ["dead_letter_config", "target_arn"],
	"aws_scheduler_schedule": ["target", "dead_letter_config", "arn"],
	"aws_sns_topic_subscription": ["redrive_policy"],
	"aws_sqs_queue": ["redrive_policy"],
	"aws_sqs_queue_redrive_policy": ["redrive_policy"],
}

dead_letter contains address if {
	some type, path in ways
	some _, source in plan.by_type[type]
	some address in refs.targets(source, path, "aws_sqs_queue")
}

# A redrive policy is text that has the ARN in it.
dead_letter contains address if {
	some type, path in ways
	some _, source in plan.by_type[type]
	some text in plan.values_at(source, path)
	is_string(text)
	some address, queue in plan.by_type.aws_sqs_queue
	is_string(queue.values.arn)
	contains(text, sprintf("%q", [queue.values.arn]))
}

# Queue → the policies of a type that name it.
settings(type) := {queue: {address |
	some address, setting in plan.by_type[type]
	queue in refs.targets(setting, ["queue_url"], "aws_sqs_queue")
} |
	some queue, _ in plan.by_type.aws_sqs_queue
}
