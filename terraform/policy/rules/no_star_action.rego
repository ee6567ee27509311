package slipway.rule.no_star_action

import data.slipway.lib.iam

about := {
	"id": "no-star-action",
	"title": "No IAM policy allows every action",
	"reason": "Who gets hold of one task, one instance or one CI job has the account. Nobody can say afterwards what such a role was for.",
	"fix": "Name the actions that are needed, on the resources that they are needed for.",
}

deny contains {"address": address, "message": message} if {
	some [address, statement] in iam.statements
	object.get(statement, "Effect", "Allow") == "Allow"
	some action in iam.actions(statement)
	regex.match(`^\*+(:\*+)?$`, action)
	message := sprintf("A statement allows the action %q", [action])
}

# All but a few is nearly all.
deny contains {"address": address, "message": "A statement allows all actions but those in NotAction"} if {
	some [address, statement] in iam.statements
	object.get(statement, "Effect", "Allow") == "Allow"
	statement.NotAction
}

deny contains {"address": address, "message": sprintf("The policy %s is attached, which allows every action", [arn])} if {
	some [address, arn] in iam.attached
	endswith(arn, ":aws:policy/AdministratorAccess")
}

unseen contains {"address": address, "message": "The policy is known after the apply only"} if {
	some address in iam.hidden
}
