# Policies that name principals: trust policies of roles, and policies of resources.
package slipway.lib.trust

import data.slipway.lib.iam
import data.slipway.lib.plan

# Type → its policy that says who may.
attributes := {
	"aws_ecr_repository_policy": "policy",
	"aws_iam_role": "assume_role_policy",
	"aws_kms_key": "policy",
	"aws_kms_key_policy": "policy",
	"aws_s3_bucket_policy": "policy",
	"aws_secretsmanager_secret_policy": "policy",
	"aws_sns_topic_policy": "policy",
	"aws_sqs_queue_policy": "policy",
}

statements contains [address, statement] if {
	some type, attribute in attributes
	some address, resource in plan.by_type[type]
	text := resource.values[attribute]
	is_string(text)
	json.is_valid(text)
	some statement in iam.list(json.unmarshal(text).Statement)
}

# Roles that the plan does not know enough of. A policy of a resource with its own ARN in it is the rule at a first plan.
hidden contains address if {
	some address, role in plan.by_type.aws_iam_role
	not role.values.assume_role_policy
}

principals(statement) := {"*"} if statement.Principal == "*"

principals(statement) := {name |
	some kind in ["AWS", "Federated", "Service"]
	some name in iam.list(statement.Principal[kind])
} if {
	is_object(statement.Principal)
}

# Key of a condition → its values, under the operators that compare text, with what an operator is called.
conditions(statement, key) := {[lower(operator), value] |
	some operator, keys in statement.Condition
	some name, values in keys
	lower(name) == key
	some value in iam.list(values)
}
