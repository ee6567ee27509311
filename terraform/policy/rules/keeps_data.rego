# It reads what the plan changes, so it also speaks about a destroy. What holds data stands in holds/kinds.json.
package slipway.rule.keeps_data

import data.slipway.lib.changes
import data.slipway.lib.plan

about := {
	"id": "keeps-data",
	"title": "Nothing that holds data is deleted or replaced; in a test, log groups may be",
	"reason": "A replaced database, bucket or key is an empty one. What was in it is gone, or can't be read any more.",
	"fix": "Keep its name, engine, keys and the other settings that force a replacement; write a moved block for a new address. To give the data up on purpose, allow this rule for the address.",
}

# A resource that is only forgotten (a removed block) has the action "forget" and stays in AWS.
deny contains {"address": resource.address, "message": message} if {
	some resource in input.resource_changes
	data.holds.kinds[resource.type]
	resource.mode == "managed"
	"delete" in resource.change.actions
	not goes_with_its_service(resource)
	not reads_nothing(resource)
	message := sprintf("%s would be %s, with %s%s", [resource.type, what(resource.change), data.holds.kinds[resource.type], changes.because(resource.change)])
}

what(change) := "replaced" if "create" in change.actions

what(change) := "deleted" if not "create" in change.actions

goes_with_its_service(resource) if {
	plan.is_test
	resource.type == "aws_cloudwatch_log_group"
}

# A key that another takes the place of, and whose only users keep nothing that it encrypted: a topic hands a message on and
# forgets it. With any other user, or with none that the plan knows, what it encrypts may be somewhere.
reads_nothing(key) if {
	key.type == "aws_kms_key"
	key.change.actions == ["delete"]
	topics := {topic | some topic in users(key); topic.type == "aws_sns_topic"}
	count(topics) > 0
	every user in users(key) {
		user.type in {"aws_kms_alias", "aws_kms_key_policy", "aws_sns_topic"}
	}
	every topic in topics {
		has_another(topic, key)
	}
}

users(key) := {resource |
	some resource in input.resource_changes
	resource.address != key.address
	walk(resource.change.before, [_, value])
	is_string(value)
	names(value, key.change.before)
}

names(value, key) if value == key.arn

names(value, key) if contains(value, key.key_id)

has_another(topic, key) if {
	is_string(topic.change.after.kms_master_key_id)
	not names(topic.change.after.kms_master_key_id, key.change.before)
	topic.change.after.kms_master_key_id != ""
}
