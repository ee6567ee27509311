# One zone's failure must leave subnets of each kind: a load balancer, instances or a database can be no wider than them.
package slipway.rule.subnets_span_zones

import data.slipway.lib.network
import data.slipway.lib.plan

about := {
	"id": "subnets-span-zones",
	"title": "The public and the private subnets of a VPC lie in two zones or more",
	"reason": "AWS loses a zone at a time. What stands in one zone alone is gone with it.",
	"fix": "Add subnets in another availability zone (vpc.az_count of 2 or more, or two names in vpc.availability_zones).",
}

deny contains {"address": address, "message": message} if {
	some subnets in network.tiers
	some tier, addresses in subnets

	# Undefined, so no finding, when the zone of one of them is not known yet.
	every subnet in addresses {
		network.zone(plan.by_address[subnet])
	}
	zones := {zone | some subnet in addresses; zone := network.zone(plan.by_address[subnet])}
	count(zones) == 1
	address := min(addresses)
	message := sprintf("All %s subnets are in one zone: %s (%s)", [tier, concat(", ", zones), concat(", ", sort(addresses))])
}

unseen contains {"address": address, "message": "The subnet's zone is known after the apply only"} if {
	some address, subnet in plan.by_type.aws_subnet
	not network.zone(subnet)
}
