# A finding names the variable and never shows its value: findings are printed, in public logs too.
package slipway.rule.no_plain_secrets

import data.slipway.lib.services

about := {
	"id": "no-plain-secrets",
	"title": "No secret stands in a container's environment or command, or in a variable of the plan",
	"reason": "The plan, the state, the task definition and everybody who may describe it show it in clear, for as long as a revision is kept.",
	"fix": "Put it into Secrets Manager or the Parameter Store and give its ARN in the service's secrets; ECS hands the value to the container. Credentials of AWS come from the environment or a role, never from a variable.",
}

deny contains {"address": one.address, "message": message} if {
	some one in services.containers
	some variable in one.container.environment
	is_string(variable.value)
	reveals(variable)
	message := sprintf("Container %s has what looks like a secret in its environment variable %s", [one.container.name, variable.name])
}

deny contains {"address": one.address, "message": message} if {
	some one in services.containers
	some part in ["command", "entryPoint"]
	some argument in one.container[part]
	is_string(argument)
	is_secret(argument)
	message := sprintf("Container %s has what looks like a secret in its %s", [one.container.name, part])
}

# Where the definitions are dark, what the stack was given for them.
deny contains {"address": address, "message": sprintf("The environment variable %s has what looks like a secret", [name])} if {
	count(services.hidden) > 0
	some service, settings in input.variables.services.value
	some container in array.concat([settings], [sidecar | some sidecar in settings.sidecars])
	some name, value in container.environment
	is_string(value)
	reveals({"name": name, "value": value})
	address := sprintf("var.services[%q]", [service])
}

# A plan has its variables in clear, those that are called sensitive too.
deny contains {"address": sprintf("var.%s", [name]), "message": sprintf("The variable %s has what looks like a secret", [name])} if {
	some name, variable in input.variables
	is_string(variable.value)
	given(name, variable.value)
}

given(_, value) if is_secret(value)

# Other variables that end in key name a key of a map, a table or KMS.
given(name, value) if {
	regex.match(`(?i)(^|_)(password|passwd|passphrase|secret|token|credentials?|(access|secret|private|api)_key)s?$`, name)
	not harmless(value)
}

unseen contains place if some place in services.hidden

reveals(variable) if is_secret(variable.value)

# Called like a secret, and not like something about one: API_TOKEN, but not TOKEN_TTL, KEY_ID or SECRET_ARN.
reveals(variable) if {
	regex.match(`(?i)(^|[^a-z])(\w*(password|passwd|passphrase|secret|token|credentials?)|(\w*[_.-])?(api|access|private|encryption|signing)?key)s?$`, variable.name)
	not regex.match(`(?i)public[_.-]?keys?$`, variable.name)
	not harmless(variable.value)
}

harmless(value) if regex.match(`(?i)^(|true|false|none|arn:[a-z-]+:[a-z0-9-]+:.*|/[^\s]*)$`, value)

is_secret(value) if {
	some pattern in patterns
	regex.match(pattern, value)
}

is_secret(value) if {
	regex.match(`^[A-Za-z0-9/+]{40}$`, value) # the length of an AWS secret key
	regex.match(`[A-Z]`, value)
	regex.match(`[a-z]`, value)
	regex.match(`[0-9]`, value)
}

patterns := [
	`\b(AKIA|ASIA)[A-Z2-7]{16}\b`, # an AWS access key
	`-----BEGIN [A-Z ]*PRIVATE KEY-----`,
	`[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`, # user:password@host
	`(?i)\b(password|pwd)\s*=\s*[^;\s]+`, # a connection string
	`\bgh[opsur]_[A-Za-z0-9]{36}`, # GitHub
	`\bxox[abprs]-[A-Za-z0-9-]{10}`, # Slack
	`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.`, # a signed token
]
