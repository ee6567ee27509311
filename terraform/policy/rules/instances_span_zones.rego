package slipway.rule.instances_span_zones

import data.slipway.lib.network
import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "instances-span-zones",
	"title": "An Auto Scaling group keeps two instances or more, over two zones or more",
	"reason": "Tasks can only spread over the zones that have an instance, and a group that may shrink to one leaves no second one.",
	"fix": "Give the group a subnet in each zone (vpc_zone_identifier) and set min_size to 2 or more.",
}

deny contains {"address": address, "message": message} if {
	some address, group in plan.by_type.aws_autoscaling_group
	zones := spread(group)
	count(zones) < 2
	message := sprintf("The instances start in one place only: %s", [concat(", ", zones)])
}

deny contains {"address": address, "message": message} if {
	some address, group in plan.by_type.aws_autoscaling_group
	size := plan.setting(group, ["min_size"], 0)
	size < 2
	message := sprintf("min_size is %d", [size])
}

unseen contains {"address": address, "message": "It can't be told in which subnets the instances start"} if {
	some address, group in plan.by_type.aws_autoscaling_group
	not spread(group)
}

# Zones of the subnets that this plan knows, otherwise the ids of the subnets or the names of the zones.
spread(group) := {place | some subnet in subnets; place := zone_or_subnet(subnet)} if {
	subnets := refs.targets(group, ["vpc_zone_identifier"], "aws_subnet")
	count(subnets) > 0
} else := places if {
	places := strings(group, "vpc_zone_identifier") | strings(group, "availability_zones")
	count(places) > 0
}

strings(group, attribute) := {place | some place in plan.values_at(group, [attribute]); is_string(place)}

# A zone that is not known yet counts as one of its own.
zone_or_subnet(subnet) := network.zone(plan.by_address[subnet])

zone_or_subnet(subnet) := subnet if not network.zone(plan.by_address[subnet])
