package slipway.rule.no_execute_command

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "no-execute-command",
	"title": "In production, nobody opens a shell in a container",
	"reason": "ECS Exec runs as root in the container, beside requests that are served, and changes what was reviewed and signed.",
	"fix": "Set enable_execute_command to false (exec = false of the service's settings). For an incident, allow this rule for the service, for a few days.",
}

deny contains {"address": address, "message": "enable_execute_command is true"} if {
	plan.is_prod
	some address, service in services.all
	plan.setting(service, ["enable_execute_command"], false) == true
}
