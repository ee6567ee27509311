package slipway.rule.nat_per_zone

import data.slipway.lib.network
import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "nat-per-zone",
	"title": "In production, every zone with private subnets has a NAT gateway of its own",
	"reason": "A NAT gateway is lost with its zone, and with it the way out of all zones that share it: no image is pulled, no AWS API answers.",
	"fix": "Set vpc.single_nat_gateway to false: one gateway in each zone, and the zone's private routes through it.",
}

deny contains {"address": address, "message": message} if {
	plan.is_prod
	some vpc, tiers in network.tiers
	zones := zones_of(tiers.private)
	missing := zones - with_gateway[vpc]
	count(missing) > 0
	count(unplaced) < count(missing)
	address := min({subnet | some subnet in tiers.private; network.zone(plan.by_address[subnet]) in missing})
	message := sprintf("No NAT gateway in %s, where there are private subnets", [concat(" and ", sort(missing))])
}

unseen contains {"address": address, "message": "It can't be told in which zone the NAT gateway stands"} if {
	some address in unplaced
}

zones_of(subnets) := {zone | some subnet in subnets; zone := network.zone(plan.by_address[subnet])}

# Every VPC is here, one without gateways with none.
with_gateway[vpc] := {zone |
	some _, gateway in plan.by_type.aws_nat_gateway
	not gateway.values.connectivity_type == "private"
	some subnet in refs.targets(gateway, ["subnet_id"], "aws_subnet")
	network.vpc(plan.by_address[subnet]) == vpc
	zone := network.zone(plan.by_address[subnet])
} if {
	some vpc, _ in network.tiers
}

# Each of these may stand in a zone that lacks one.
unplaced contains address if {
	some address, gateway in plan.by_type.aws_nat_gateway
	not gateway.values.connectivity_type == "private"
	subnets := refs.targets(gateway, ["subnet_id"], "aws_subnet")
	count(zones_of(subnets)) == 0
}
