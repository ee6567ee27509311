# What stands behind a load balancer, and what nobody asks.
package slipway_test

import data.slipway
import data.slipway.lib.plan
import data.slipway.lib.services

task_of(container) := made("aws_ecs_task_definition.this", {"arn": "arn:task", "container_definitions": json.marshal([container])})

locked := {"name": "mailer", "image": sprintf("mailer@sha256:%064d", [0]), "user": "65532:65532", "readonlyRootFilesystem": true}

worker := made("aws_ecs_service.this", {
	"name": "mailer", "task_definition": "arn:task", "load_balancer": [], "health_check_grace_period_seconds": null,
	"scheduling_strategy": "REPLICA", "desired_count": 2, "availability_zone_rebalancing": "ENABLED",
	"deployment_circuit_breaker": [{"enable": true, "rollback": true}],
	"ordered_placement_strategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}],
	"deployment_minimum_healthy_percent": 100, "deployment_maximum_percent": 200,
})

# A worker needs no grace period and no delay of a load balancer, and nothing about it is dark.
test_a_worker_is_asked_for_no_load_balancer if {
	input_plan := plan_of([worker, task_of(locked)])
	found(input_plan) == set()
	unseen(input_plan) == set()
}

# All else holds for it too.
test_a_worker_must_be_as_safe_as_a_service if {
	single := object.union(worker, {"values": object.union(worker.values, {"desired_count": 1})})
	root := object.remove(locked, ["user"])
	found(plan_of([single, task_of(root)])) == {["two-tasks-per-service", "aws_ecs_service.this"], ["containers-locked-down", "aws_ecs_task_definition.this"]}
}

# On a first plan the block of the load balancer is dynamic and its ARN unknown: the group of the same module is meant, and no other's.
test_the_group_of_a_dynamic_block_is_that_of_the_module if {
	module := "module.service[\"web\"]"
	service := {
		"address": sprintf("%s.aws_ecs_service.this[0]", [module]), "mode": "managed", "type": "aws_ecs_service", "name": "this",
		"values": {"name": "web", "load_balancer": [{"container_name": "web"}]},
	}
	input_plan := {"planned_values": {"root_module": {"child_modules": [child |
		some name in ["web", "other"]
		address := sprintf("module.service[%q]", [name])
		group := {
			"address": sprintf("%s.aws_lb_target_group.this[0]", [address]), "mode": "managed", "type": "aws_lb_target_group", "name": "this",
			"values": {"deregistration_delay": "30"},
		}
		child := {"address": address, "resources": [one | some one in [group, service]; startswith(one.address, address)]}
	]}}}
	groups := services.target_groups(plan.by_address[service.address]) with input as input_plan
	object.keys(groups) == {sprintf("%s.aws_lb_target_group.this[0]", [module])}
}

# A job is started by its schedule, which says where.
test_a_job_has_no_public_address if {
	found(plan_of([schedule_at(true)])) == {["no-public-ip", "aws_scheduler_schedule.this"]}
	found(plan_of([schedule_at(false)])) == set()
}

schedule_at(public) := made("aws_scheduler_schedule.this", {"name": "report", "target": [{
	"retry_policy": [{"maximum_retry_attempts": 10}], "dead_letter_config": [{"arn": "arn:queue"}],
	"ecs_parameters": [{"network_configuration": [{"assign_public_ip": public}]}],
}]})

# What runs before a release, or by hand, is a task definition that no service has. It is held to the same.
test_a_task_without_a_service_is_as_safe if {
	found(plan_of([task_of(locked)])) == set()
	open := object.union(locked, {"image": "mailer:latest", "user": "root", "command": ["migrate", "--dsn", "postgres://app:hunter22@db/app"]})
	found(plan_of([task_of(open)])) == {[id, "aws_ecs_task_definition.this"] | some id in ["containers-locked-down", "images-by-digest", "no-plain-secrets"]}
}

pair(sidecar) := plan_of([made("aws_ecs_task_definition.this", {"container_definitions": json.marshal([
	locked,
	object.union(object.union(locked, {"name": "agent"}), sidecar),
])})])

# A container beside the service's own is one like it.
test_a_sidecar_must_be_as_safe_as_the_service[id] if {
	some id, sidecar in {
		"containers-locked-down": {"readonlyRootFilesystem": false}, "images-by-digest": {"image": "agent:7"},
		"no-plain-secrets": {"environment": [{"name": "API_KEY", "value": "x"}]}, "tasks-isolated": {"linuxParameters": {"devices": [{"hostPath": "/dev/mem"}]}},
	}
	found(pair(sidecar)) == {[id, "aws_ecs_task_definition.this"]}
}

# A user that is left to the image and a root that can be written to are findings, which an allowance takes for the one service that needs it.
test_no_user_and_a_writable_root_are_found_each if {
	found_by := {finding.message | some finding in slipway.findings} with input as pair({"user": null, "readonlyRootFilesystem": false})
	found_by == {"Container agent names no user, which leaves it to the image", "Container agent can write to its root file system"}
}

# What the settings ask for is refused like anything else, with the setting and what is said for it, on a first plan too.
test_a_finding_names_the_setting_that_asked_for_it[name] if {
	agent := object.union(locked, {"name": "agent", "readonlyRootFilesystem": false})
	some name, values in {"known": {"container_definitions": json.marshal([open, agent])}, "dark": {"family": "mailer"}}
	address := `module.service["mailer"].aws_ecs_task_definition.this`
	asked := object.union(in_production([]), {
		"variables": {"tier": {"value": "test"}, "services": {"value": {
			"mailer": {
				"image_user": {"reason": "begins as root"}, "writable_root": {"reason": "writes its cache"},
				"sidecars": {"agent": {"writable_root": {"reason": "writes its settings"}}, "proxy": {"image_user": null}},
			},
			"other": {"writable_root": {"reason": "not of this one"}},
		}}},
		"planned_values": {"root_module": {"child_modules": [{"address": `module.service["mailer"]`, "resources": [object.union(
			made("aws_ecs_task_definition.this", values),
			{"address": address},
		)]}]}},
	})
	found(asked) == {["containers-locked-down", address]}
	messages := {finding.message | some finding in slipway.findings} with input as asked
	messages == {
		`Container mailer names no user, which leaves it to the image, as image_user of its settings says: "begins as root"`,
		`Container mailer can write to its root file system, as writable_root of its settings says: "writes its cache"`,
		`Container agent can write to its root file system, as writable_root of its settings says: "writes its settings"`,
	}
}

open := object.remove(object.union(locked, {"readonlyRootFilesystem": false}), ["user"])

# None of these says anything of safety.
test_what_a_container_may_have[name] if {
	some name, sidecar in {
		"ulimits": {"ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}]},
		"a health check": {"healthCheck": {"command": ["CMD", "/service", "healthy"], "interval": 30}},
		"a file of its environment": {"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop-prod-settings/agent.env"}]},
		"an order": {"dependsOn": [{"containerName": "mailer", "condition": "HEALTHY"}], "essential": false},
		"less than there is": {"linuxParameters": {"capabilities": {"drop": ["ALL"]}}},
	}
	found(pair(sidecar)) == set()
}

# A file system is encrypted where it lies (storage-encrypted) and on the way (volumes-tls-only), and the one can't be had for the other.
test_a_file_system_of_a_task if {
	volume := {"name": "files", "host_path": "", "efs_volume_configuration": [{"file_system_id": "fs-1", "transit_encryption": null}]}
	mounted := object.union(task_of(locked), {"values": object.union(task_of(locked).values, {"volume": [volume]})})
	system := made("aws_efs_file_system.files", {"encrypted": false})
	found(plan_of([mounted, system])) == {["volumes-tls-only", "aws_ecs_task_definition.this"], ["storage-encrypted", "aws_efs_file_system.files"]}
}
