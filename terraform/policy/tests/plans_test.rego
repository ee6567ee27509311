# What holds for every rule: plans that change nothing, destroy everything, or leave things open.
package slipway_test

# A destroy plan has no planned values; what it deletes stands in resource_changes.
test_destroy_is_the_business_of_keeps_data_alone if {
	destroy := {
		"planned_values": {"root_module": {}},
		"resource_changes": [change(sprintf("%s.this", [type]), ["delete"]) |
			some type in ["aws_ecs_service", "aws_lb", "aws_security_group", "aws_subnet", "aws_s3_bucket"]
		],
	}
	found(destroy) == {["keeps-data", "aws_s3_bucket.this"]}
}

# An unchanged resource is judged like a new one.
test_unchanged_resource_is_judged if {
	service := made("aws_ecs_service.this", {"deployment_circuit_breaker": [{"enable": true, "rollback": false}]})
	unchanged := object.union(plan_of([service]), {"resource_changes": [change(service.address, ["no-op"])]})
	found(unchanged) == {["circuit-breaker-rolls-back", "aws_ecs_service.this"]}
}

test_nothing_is_found_in_nothing if {
	found({}) == set()
	found({"planned_values": {"root_module": {}}}) == set()
	found({"format_version": "1.2", "resource_changes": [], "configuration": {"root_module": {}}}) == set()
}

# A module three levels down, with keys that have dots and brackets in them.
test_deep_modules_are_read if {
	module := `module.a.module.b["x.y"].module.c["[0]"]`
	address := sprintf("%s.aws_ecs_service.this", [module])
	service := object.union(made("aws_ecs_service.this", {"deployment_minimum_healthy_percent": 50, "scheduling_strategy": "REPLICA"}), {"address": address})
	deep := {"planned_values": {"root_module": {"child_modules": [{
		"address": "module.a",
		"child_modules": [{
			"address": `module.a.module.b["x.y"]`,
			"child_modules": [{"address": module, "resources": [service]}],
		}],
	}]}}}
	found(deep) == {["full-capacity-during-deploy", address]}
}

# A deposed object is the old half of a replacement: its deletion loses what it holds.
test_deposed_data_is_data if {
	deposed := object.union(change("aws_db_instance.this", ["delete"]), {"deposed": "1a2b3c4d"})
	found({"resource_changes": [deposed]}) == {["keeps-data", "aws_db_instance.this"]}
}

# What must keep serving in production may be replaced in a test, and goes with a destroy.
test_a_test_may_stop_serving if {
	found(object.union(data.fixtures["keeps-serving"].fail, of_tier("test"))) == set()
}

test_each_replacement_is_found_by_its_address if {
	{address | some [_, address] in found(data.fixtures["keeps-serving"].fail)} == {
		"module.alb.aws_lb.this", "module.vpc.aws_vpc.this", "module.cluster.aws_ecs_cluster.this",
		`module.service["orders"].aws_ecs_service.this`, `module.vpc.aws_eip.nat["eu-west-1a"]`,
	}
}
