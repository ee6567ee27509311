package slipway.rule.storage_encrypted

import data.slipway.lib.plan

about := {
	"id": "storage-encrypted",
	"title": "Disks, databases, file systems, topics and queues are encrypted",
	"reason": "Without it data lies readable on disks and in snapshots that are copied and shared, and most of these can't be encrypted later without being replaced.",
	"fix": "Set the named attribute to true, and kms_master_key_id of a topic to a key whose policy lets in who publishes, such as cloudwatch.amazonaws.com (alias/aws/sns lets in no AWS service). For a launch template write the root device in block_device_mappings.",
}

# DynamoDB, ECR and CloudWatch Logs encrypt always; S3 has a rule of its own.
attributes := {
	"aws_db_instance": "storage_encrypted",
	"aws_ebs_volume": "encrypted",
	"aws_efs_file_system": "encrypted",
	"aws_elasticache_replication_group": "at_rest_encryption_enabled",
	"aws_rds_cluster": "storage_encrypted",
	"aws_sns_topic": "kms_master_key_id",
}

off := {false, "false", ""}

deny contains {"address": address, "message": message} if {
	some type, attribute in attributes
	some address, resource in plan.by_type[type]
	plan.setting(resource, [attribute], false) in off
	message := sprintf("%s is not set", [attribute])
}

# SQS encrypts by itself unless it is told not to.
deny contains {"address": address, "message": "sqs_managed_sse_enabled is false, and there is no kms_master_key_id"} if {
	some address, queue in plan.by_type.aws_sqs_queue
	queue.values.sqs_managed_sse_enabled == false
	plan.setting(queue, ["kms_master_key_id"], "") == ""
}

# A disk that is not mentioned is as the image or the account has it.
deny contains {"address": address, "message": sprintf("%s is not written", [block])} if {
	some type, block in {"aws_instance": "root_block_device", "aws_launch_template": "block_device_mappings"}
	some address, resource in plan.by_type[type]
	count(plan.setting(resource, [block], [])) == 0
}

deny contains {"address": address, "message": message} if {
	some type, blocks in {
		"aws_instance": ["root_block_device", "ebs_block_device"],
		"aws_launch_template": ["block_device_mappings"],
	}
	some address, resource in plan.by_type[type]
	some block in blocks
	some i, device in resource.values[block]
	some path in paths(block, i, device)
	plan.setting(resource, array.concat(path, ["encrypted"]), false) in off
	message := sprintf("encrypted is not set for %s %s", [block, object.get(device, "device_name", "")])
}

paths("block_device_mappings", i, device) := [["block_device_mappings", i, "ebs", j] | some j, _ in device.ebs]

paths(block, i, _) := [[block, i]] if block != "block_device_mappings"
