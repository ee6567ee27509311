# What a test may cost, and the sum of what it costs more.
package slipway_test

import data.slipway

dear := data.fixtures["test-stays-cheap"].fail

test_all_that_is_dear_is_one_finding_with_its_sum if {
	messages := {finding.message | some finding in slipway.findings with input as dear}
	messages == {concat("", [
		"About 216 USD a month more than a test may cost: 3 NAT gateways and not 1 (70); 6 network interfaces of interface endpoints and not 4 (16); ",
		"aws_db_instance.main is a db.m7g.large (130); aws_ecs_cluster.this has enhanced Container Insights, which charges for each metric",
	])}
}

test_production_and_an_emulator_may_cost_more[name] if {
	some name, variables in {"production": {"tier": {"value": "production"}}, "an emulator": {"emulated": {"value": true}}}
	ids := {id | some [id, _] in found(object.union(dear, {"variables": variables}))}
	not "test-stays-cheap" in ids
}

test_a_standby_costs_as_much_again if {
	database := made("aws_db_instance.main", {"instance_class": "db.r6g.xlarge", "multi_az": true, "storage_encrypted": true, "backup_retention_period": 1})
	messages := {finding.message | some finding in slipway.findings with input as plan_of([database])}
	messages == {"About 520 USD a month more than a test may cost: aws_db_instance.main is a db.r6g.xlarge (520)"}
}
