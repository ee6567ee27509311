package slipway.rule.pass_role_named

import data.slipway.lib.iam

about := {
	"id": "pass-role-named",
	"title": "Who may pass a role may pass named ones",
	"reason": "Who may give every role to a task, an instance or a function that they start has the rights of every role in the account, an administrator's too.",
	"fix": "Write the ARNs of the roles, or what they begin with (arn:aws:iam::<account>:role/shop-prod-*), as the resource of iam:PassRole, and the services in iam:PassedToService.",
}

deny contains {"address": address, "message": sprintf("A statement allows %q for every role", [action])} if {
	some [address, statement] in iam.statements
	iam.allows(statement)
	some action in iam.actions(statement)
	passes(lower(action))
	every_role(statement)
}

passes(action) if action == "iam:passrole"

# iam:* on everything is what no-star-action finds.
passes(action) if {
	action != "iam:*"
	regex.match(`^iam:[a-z]*\*$`, action)
	startswith("iam:passrole", trim_suffix(action, "*"))
}

every_role(statement) if iam.on_everything(statement)

every_role(statement) if {
	some resource in iam.list(statement.Resource)
	is_string(resource)
	regex.match(`:role/\*+$`, resource)
}

unseen contains {"address": address, "message": "The policy is known after the apply only"} if {
	some address in iam.hidden
}
