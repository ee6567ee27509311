package slipway.rule.no_star_action

import data.slipway.lib.iam

about := {
	"id": "no-star-action",
	"title": "No IAM policy allows every action, or every action of a service on everything",
	"reason": "Who gets hold of one task, one instance or one CI job has the account, or all of a service in it. Nobody can say afterwards what such a role was for.",
	"fix": "Name the actions that are needed, on the resources that they are needed for.",
}

deny contains {"address": address, "message": message} if {
	some [address, statement] in iam.statements
	iam.allows(statement)
	some action in iam.actions(statement)
	regex.match(`^\*+(:\*+)?$`, action)
	message := sprintf("A statement allows the action %q", [action])
}

deny contains {"address": address, "message": message} if {
	some [address, statement] in iam.statements
	iam.allows(statement)
	some action in iam.actions(statement)
	regex.match(`^[A-Za-z0-9-]+:\*+$`, action)
	iam.on_everything(statement)
	message := sprintf("A statement allows the action %q on every resource", [action])
}

# All but a few is nearly all.
deny contains {"address": address, "message": sprintf("A statement allows all %s but those in %s", [what, element])} if {
	some [address, statement] in iam.statements
	iam.allows(statement)
	some element, what in {"NotAction": "actions", "NotResource": "resources"}
	statement[element]
}

deny contains {"address": address, "message": sprintf("The policy %s is attached, which allows %s", [arn, what])} if {
	some [address, arn] in iam.attached
	some pattern, what in {
		"AdministratorAccess": "every action",
		"PowerUserAccess": "every action but those of IAM",
		`\w+FullAccess`: "every action of a service",
	}
	regex.match(sprintf(`^arn:[^:]*:iam::aws:policy/%s$`, [pattern]), arn)
}

unseen contains {"address": address, "message": "The policy is known after the apply only"} if {
	some address in iam.hidden
}
