package slipway.rule.full_capacity_during_deploy

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "full-capacity-during-deploy",
	"title": "A deployment keeps all tasks of a service until new ones are healthy",
	"reason": "With a minimum below 100 % ECS stops tasks before others have taken over, and a bad release has already cost capacity when it is noticed.",
	"fix": "Set deployment_minimum_healthy_percent to 100 and deployment_maximum_percent above it, for example 200.",
}

deny contains {"address": address, "message": message} if {
	some address, service in services.replicas
	minimum := plan.setting(service, ["deployment_minimum_healthy_percent"], 100)
	minimum < 100
	message := sprintf("deployment_minimum_healthy_percent is %d", [minimum])
}

# With room for no task above the count, and none to take away, a deployment never begins.
deny contains {"address": address, "message": message} if {
	some address, service in services.replicas
	maximum := plan.setting(service, ["deployment_maximum_percent"], 200)
	maximum <= 100
	message := sprintf("deployment_maximum_percent is %d: there is no room for a new task beside the old ones", [maximum])
}
