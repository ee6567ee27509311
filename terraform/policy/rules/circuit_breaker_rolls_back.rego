package slipway.rule.circuit_breaker_rolls_back

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "circuit-breaker-rolls-back",
	"title": "A service has the deployment circuit breaker on, with rollback",
	"reason": "Without it ECS starts failing tasks for ever; without rollback it stops and leaves the service as it is.",
	"fix": "Write deployment_circuit_breaker { enable = true, rollback = true }.",
}

deny contains {"address": address, "message": message} if {
	some address, service in services.all
	some setting in ["enable", "rollback"]
	plan.setting(service, ["deployment_circuit_breaker", 0, setting], false) == false
	message := sprintf("deployment_circuit_breaker: %s is false", [setting])
}
