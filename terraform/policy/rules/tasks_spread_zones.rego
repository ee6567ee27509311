package slipway.rule.tasks_spread_zones

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "tasks-spread-zones",
	"title": "A service spreads its tasks over the zones, and goes back to that after a zone was lost",
	"reason": "Without the placement all tasks may share a zone. Without rebalancing they stay where a failure has moved them to.",
	"fix": "Write ordered_placement_strategy { type = \"spread\", field = \"attribute:ecs.availability-zone\" } first, and availability_zone_rebalancing = \"ENABLED\".",
}

zone := "attribute:ecs.availability-zone"

on_instances[address] := service if {
	some address, service in services.replicas
	plan.setting(service, ["launch_type"], "EC2") != "FARGATE"
	count(plan.values_at(service, ["capacity_provider_strategy", "capacity_provider"]) & {"FARGATE", "FARGATE_SPOT"}) == 0
}

# Fargate places tasks by itself; there is no strategy to write.
deny contains {"address": address, "message": "The first placement strategy is not a spread over availability zones"} if {
	some address, service in on_instances
	is_array(service.values.ordered_placement_strategy)
	not zone_first(service)
}

deny contains {"address": address, "message": message} if {
	some address, service in services.replicas
	rebalancing := plan.setting(service, ["availability_zone_rebalancing"], "DISABLED")
	rebalancing != "ENABLED"
	message := sprintf("availability_zone_rebalancing is %s", [rebalancing])
}

# Rebalancing asks for the zone as the first strategy.
zone_first(service) if {
	first := service.values.ordered_placement_strategy[0]
	first.type == "spread"
	first.field == zone
}
