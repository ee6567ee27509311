# What clients reach, or have written down, reads what the plan changes, as keeps-data does.
package slipway.rule.keeps_serving

import data.slipway.lib.changes
import data.slipway.lib.plan

about := {
	"id": "keeps-serving",
	"title": "In production, no load balancer, Elastic IP address, VPC, cluster or service is replaced",
	"reason": "Between the old one and the new one nothing is served. A new load balancer has another DNS name, and a new Elastic IP address is in nobody's allow list.",
	"fix": "Keep the settings that force the replacement; write a moved block for a new address. To replace it on purpose, make the new one beside it, move the clients, and then take the old one away.",
}

kinds := {
	"aws_ecs_cluster": "every service stops",
	"aws_ecs_service": "its tasks stop before new ones start",
	"aws_eip": "the address changes, which others may have in allow lists",
	"aws_lb": "its DNS name changes",
	"aws_vpc": "all that stands in it is replaced",
}

kind(resource) := replace(resource.type, "aws_alb", "aws_lb")

deny contains {"address": resource.address, "message": message} if {
	plan.is_prod
	some resource in input.resource_changes
	loss := kinds[kind(resource)]
	"delete" in resource.change.actions
	"create" in resource.change.actions
	message := sprintf("%s would be replaced%s: %s", [resource.type, changes.because(resource.change), loss])
}

# Under another address it is another one for Terraform. Services are left out: one may go in the plan in which one comes.
deny contains {"address": resource.address, "message": message} if {
	plan.is_prod
	some resource in input.resource_changes
	loss := kinds[kind(resource)]
	kind(resource) != "aws_ecs_service"
	resource.change.actions == ["delete"]
	not resource.deposed
	some other in input.resource_changes
	kind(other) == kind(resource)
	other.change.actions == ["create"]
	message := sprintf("%s would be deleted while %s is made: %s", [resource.type, other.address, loss])
}
