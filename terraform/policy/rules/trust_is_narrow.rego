package slipway.rule.trust_is_narrow

import data.slipway.lib.trust

about := {
	"id": "trust-is-narrow",
	"title": "No role and no resource trusts everybody, or every repository on GitHub",
	"reason": "A principal of * is every AWS account there is, and a subject such as repo:* is every workflow of everybody: who finds the ARN has the role.",
	"fix": "Name the accounts, roles or services in Principal, or narrow * by a Condition (aws:PrincipalOrgID, aws:SourceArn). For GitHub compare token.actions.githubusercontent.com:sub with repo:<owner>/<name>:environment:<name> or :ref:refs/heads/<branch>.",
}

deny contains {"address": address, "message": "A statement trusts every principal, on no condition"} if {
	some [address, statement] in trust.statements
	object.get(statement, "Effect", "Allow") == "Allow"
	"*" in trust.principals(statement)
	count(object.get(statement, "Condition", {})) == 0
}

deny contains {"address": address, "message": "A statement trusts all principals but those in NotPrincipal"} if {
	some [address, statement] in trust.statements
	object.get(statement, "Effect", "Allow") == "Allow"
	statement.NotPrincipal
}

deny contains {"address": address, "message": message} if {
	some [address, statement] in of_github
	count(trust.conditions(statement, subject)) == 0
	message := sprintf("GitHub is trusted without a condition for %s", [subject])
}

deny contains {"address": address, "message": sprintf("GitHub's subject %q is more than what one repository's branches and environments are", [value])} if {
	some [address, statement] in of_github
	some [operator, value] in trust.conditions(statement, subject)
	endswith(operator, "stringlike")
	wide(value)
}

subject := "token.actions.githubusercontent.com:sub"

of_github contains [address, statement] if {
	some [address, statement] in trust.statements
	object.get(statement, "Effect", "Allow") == "Allow"
	some principal in trust.principals(statement)
	endswith(principal, "oidc-provider/token.actions.githubusercontent.com")
}

# repo:OWNER/NAME must be plain text, and what follows must say what kind of thing it is.
wide(value) if not regex.match(`^repo:[^*?:]+/[^*?:]+:[^*?:]+`, value)

unseen contains {"address": address, "message": "Whom the role trusts is known after the apply only"} if {
	some address in trust.hidden
}
