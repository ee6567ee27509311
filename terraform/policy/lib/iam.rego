# Statements of identity policies: what a role, user or group may do. Policies of resources (a bucket, a key) are not here.
package slipway.lib.iam

import data.slipway.lib.plan

inline := {"aws_iam_group_policy", "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"}

texts contains [address, policy.values.policy] if {
	some type in inline
	some address, policy in plan.by_type[type]
}

texts contains [address, text] if {
	some address, role in plan.by_type.aws_iam_role
	some text in plan.values_at(role, ["inline_policy", "policy"])
}

statements contains [address, statement] if {
	some [address, text] in texts
	json.is_valid(text)
	document := json.unmarshal(text)
	some statement in list(document.Statement)
}

# A policy document that waits for the apply still says its actions in the plan, while the policy made of it is unknown. One that is
# used by a resource's policy, or a trust policy, names a principal.
statements contains [change.address, statement] if {
	some change in input.resource_changes
	change.mode == "data"
	change.type == "aws_iam_policy_document"
	some written in change.change.after.statement
	object.get(written, "principals", null) in {null, []}
	statement := object.union({"Effect": effect(written)}, {key: values |
		some key, name in {"Action": "actions", "NotAction": "not_actions", "Resource": "resources", "NotResource": "not_resources"}
		values := object.get(written, name, null)
		is_array(values)
		count(values) > 0
	})
}

effect(written) := written.effect if is_string(written.effect)

effect(written) := "Allow" if not is_string(written.effect)

allows(statement) if object.get(statement, "Effect", "Allow") == "Allow"

# All that there is of everything, or of one service, as arn:aws:s3:::* is.
on_everything(statement) if {
	some resource in list(statement.Resource)
	is_string(resource)
	regex.match(`^(\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)$`, resource)
}

on_everything(statement) if statement.NotResource

# What is unknown in a list is null.
actions(statement) := {action | some action in list(statement.Action); is_string(action)}

list(value) := value if is_array(value)

list(value) := [value] if not is_array(value)

attached contains [address, arn] if {
	some type in ["aws_iam_group_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment"]
	some address, attachment in plan.by_type[type]
	some arn in plan.values_at(attachment, ["policy_arn"])
	is_string(arn)
}

attached contains [address, arn] if {
	some address, role in plan.by_type.aws_iam_role
	some arn in plan.values_at(role, ["managed_policy_arns"])
	is_string(arn)
}

# Policies whose text the plan does not know: an ARN in it, of something that is new, is enough.
hidden contains address if {
	some type in inline
	some address, policy in plan.by_type[type]
	not policy.values.policy
}
