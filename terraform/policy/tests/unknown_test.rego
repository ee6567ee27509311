# What a plan does not know: never a finding by itself, and not a pass where the configuration tells.
package slipway_test

import data.slipway.lib.plan
import data.slipway.lib.refs

# An attribute that is unknown is absent; one that AWS fills in is unknown too, but the configuration does not have it.
test_absent_is_unknown_unless_nobody_sets_it if {
	service := made("aws_ecs_service.this", {"scheduling_strategy": "REPLICA", "desired_count": 2, "deployment_circuit_breaker": [{"enable": true, "rollback": true}]})
	set := configured([service], [block("aws_ecs_service.this", {"availability_zone_rebalancing": to(["var.rebalancing"])})])
	unset := configured([service], [block("aws_ecs_service.this", {"name": {"constant_value": "catalog"}})])
	found(set) == set()
	found(unset) == {["tasks-spread-zones", "aws_ecs_service.this"]}
}

# Terraform writes no values at all of a resource of which it knows none: it is there all the same, and belongs to what it names.
test_a_resource_without_a_known_value_is_there if {
	topic := made("aws_sns_topic.this", {"name": "alarms", "kms_master_key_id": "alias/aws/sns"})
	policy := object.remove(made("aws_sns_topic_policy.this", {}), ["values"])
	blocks := [block("aws_sns_topic.this", {}), block("aws_sns_topic_policy.this", {"arn": to(["aws_sns_topic.this.arn", "aws_sns_topic.this"])})]
	found(configured([topic, policy], blocks)) == set()
	found(configured([topic], blocks)) == {["messages-tls-only", "aws_sns_topic.this"]}
}

test_a_block_that_is_not_written_is_unset if {
	template := made("aws_launch_template.this", {"block_device_mappings": [{"device_name": "/dev/xvda", "ebs": [{"encrypted": "true"}]}]})
	found(configured([template], [block("aws_launch_template.this", {})])) == {["imdsv2-required", "aws_launch_template.this"]}
	known := made("aws_launch_template.this", object.union(template.values, {"metadata_options": []}))
	found(plan_of([known])) == {["imdsv2-required", "aws_launch_template.this"]}
}

# One NAT gateway is in one zone, though its expression names the block of all public subnets.
subnets := [made(sprintf("aws_subnet.public[%q]", [zone]), {"availability_zone": zone}) | some zone in ["a", "b"]]

indexed := [object.union(subnet, {"index": subnet.values.availability_zone}) | some subnet in subnets]

test_own_key_chooses_the_instance[name] if {
	some name, test in {
		"each.key": {"written": ["aws_subnet.public", "each.key"], "want": {`aws_subnet.public["b"]`}},
		"a key": {"written": [`aws_subnet.public["a"].id`, `aws_subnet.public["a"]`, "aws_subnet.public"], "want": {`aws_subnet.public["a"]`}},
		"all": {"written": ["aws_subnet.public"], "want": {`aws_subnet.public["a"]`, `aws_subnet.public["b"]`}},
		"none": {"written": ["local.subnet"], "want": set()},
	}
	gateway := object.union(made(`aws_nat_gateway.this["b"]`, {"connectivity_type": "public"}), {"index": "b"})
	input_plan := configured(
		array.concat(indexed, [gateway]),
		[block("aws_subnet.public", {}), block("aws_nat_gateway.this", {"subnet_id": to(test.written)})],
	)
	targets := refs.targets(plan.by_address["aws_nat_gateway.this[\"b\"]"], ["subnet_id"], "aws_subnet") with input as input_plan
	targets == test.want
}

# The ids are known on a later plan, and then they decide.
test_known_ids_need_no_configuration if {
	known := plan_of([
		object.union(indexed[0], {"values": {"id": "subnet-1", "availability_zone": "a"}}),
		object.union(indexed[1], {"values": {"id": "subnet-2", "availability_zone": "b"}}),
		made("aws_autoscaling_group.this", {"min_size": 2, "vpc_zone_identifier": ["subnet-2"]}),
	])
	targets := refs.targets(plan.by_address["aws_autoscaling_group.this"], ["vpc_zone_identifier"], "aws_subnet") with input as known
	targets == {`aws_subnet.public["b"]`}
	found(known) == {["instances-span-zones", "aws_autoscaling_group.this"]}
}

# Two instances of a module: what is meant is what stands in the same one.
test_another_instance_of_the_module_is_not_meant if {
	refs.apart(["module.service[\"a\"]"], ["module.service[\"b\"]"])
	not refs.apart(["module.service[\"a\"]"], ["module.service[\"a\"]", "module.log[0]"])
	not refs.apart(["module.asg"], ["module.vpc"])
	not refs.apart([], ["module.vpc"])
}

test_what_cannot_be_read_is_said if {
	task := made("aws_ecs_task_definition.this", {"family": "catalog"})
	ids := {"no-plain-secrets", "images-by-digest", "containers-locked-down", "tasks-isolated"}
	unseen(plan_of([task])) == {[id, "aws_ecs_task_definition.this"] | some id in ids}
	found(plan_of([task])) == set()
}

# What the stack was given for it can be read all the same.
test_what_the_stack_was_given_is_judged if {
	task := made("aws_ecs_task_definition.this", {"family": "catalog"})
	given := object.union(plan_of([task]), {"variables": {
		"images": {"value": {"catalog": "catalog:latest", "orders": sprintf("orders@sha256:%064d", [0])}},
		"services": {"value": {"catalog": {"environment": {"API_TOKEN": "x", "PORT": "8080"}}, "orders": {"port": 8080, "sidecars": {"agent": {"environment": {"API_KEY": "x"}}, "proxy": {}}}}},
	}})
	found(given) == {["images-by-digest", `var.images["catalog"]`], ["no-plain-secrets", `var.services["catalog"]`], ["no-plain-secrets", `var.services["orders"]`]}
}

# In a list, what is unknown is null, and a builtin that is given one ends the evaluation in the pipeline.
test_null_in_a_list_is_no_text if {
	nulls := {"effect": null, "actions": ["iam:PassRole", null], "resources": [null], "principals": null}
	found(document(nulls)) == set()
	key := made("aws_kms_key.this", {"policy": null, "enable_key_rotation": true})
	found(plan_of([key])) == set()
}

# A topic's policy names the topic and says nothing else: on a first plan nothing of it is known.
test_what_is_wholly_unknown_is_there if {
	topic := made("aws_sns_topic.this", {"name": "alarms", "kms_master_key_id": "alias/alarms"})
	protection := object.remove(made("aws_sns_topic_policy.this", {}), ["values"])
	plan_with := configured([topic, protection], [
		block("aws_sns_topic.this", {}),
		block("aws_sns_topic_policy.this", {"arn": to(["aws_sns_topic.this.arn", "aws_sns_topic.this"]), "policy": to(["aws_sns_topic.this.arn", "aws_sns_topic.this"])}),
	])
	found(plan_with) == set()
	unseen(plan_with) == {["messages-tls-only", "aws_sns_topic_policy.this"]}
	found(configured([topic], [block("aws_sns_topic.this", {})])) == {["messages-tls-only", "aws_sns_topic.this"]}
}
