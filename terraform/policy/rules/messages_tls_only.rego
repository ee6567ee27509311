package slipway.rule.messages_tls_only

import data.slipway.lib.iam
import data.slipway.lib.plan
import data.slipway.lib.queues
import data.slipway.lib.refs

about := {
	"id": "messages-tls-only",
	"title": "The policy of every queue and every topic denies what does not come over TLS",
	"reason": "SQS and SNS answer over HTTP too, and a client with an old address in its settings sends messages and signatures in clear.",
	"fix": "Give the queue an aws_sqs_queue_policy, the topic an aws_sns_topic_policy, with a statement that denies sqs:*, or sns:Publish, to everybody where aws:SecureTransport is false.",
}

kinds := {"aws_sqs_queue_policy", "aws_sns_topic_policy"}

# What AWS has put itself, or the attribute policy says, counts where no resource of its own does.
deny contains {"address": queue, "message": "The queue has no policy that denies what does not come over TLS"} if {
	some queue, policies in queues.settings("aws_sqs_queue_policy")
	count(policies) == 0
	not protects(plan.setting(plan.by_address[queue], ["policy"], ""))
}

deny contains {"address": topic, "message": "The topic has no policy that denies what does not come over TLS"} if {
	some topic, resource in plan.by_type.aws_sns_topic
	count([address | some address, policy in plan.by_type.aws_sns_topic_policy; topic in refs.targets(policy, ["arn"], "aws_sns_topic")]) == 0
	not protects(plan.setting(resource, ["policy"], ""))
}

deny contains {"address": address, "message": "No statement denies what does not come over TLS"} if {
	some kind in kinds
	some address, policy in plan.by_type[kind]
	is_string(policy.values.policy)
	not protects(policy.values.policy)
}

protects(text) if {
	json.is_valid(text)
	some statement in iam.list(json.unmarshal(text).Statement)
	denies_plain(statement)
}

denies_plain(statement) if {
	statement.Effect == "Deny"
	some value in iam.list(statement.Condition.Bool["aws:SecureTransport"])
	lower(sprintf("%v", [value])) == "false"
}

unseen contains {"address": address, "message": "The policy is known after the apply only"} if {
	some kind in kinds
	some address, policy in plan.by_type[kind]
	not policy.values.policy
}
