# The one rule that reads what the plan changes, and so the one that speaks about a destroy.
package slipway.rule.keeps_data

about := {
	"id": "keeps-data",
	"title": "Nothing that holds data is deleted or replaced",
	"reason": "A replaced database, bucket or key is an empty one. What was in it is gone, or can't be read any more.",
	"fix": "Keep its name, engine, keys and the other settings that force a replacement; write a moved block for a new address. To give the data up on purpose, allow this rule for the address.",
}

kinds := {
	"aws_db_instance",
	"aws_dynamodb_table",
	"aws_ecr_repository",
	"aws_efs_file_system",
	"aws_kms_key",
	"aws_rds_cluster",
	"aws_s3_bucket",
	"aws_secretsmanager_secret",
}

# A resource that is only forgotten (a removed block) has the action "forget" and stays in AWS.
deny contains {"address": resource.address, "message": message} if {
	some resource in input.resource_changes
	resource.type in kinds
	resource.mode == "managed"
	"delete" in resource.change.actions
	message := sprintf("%s would be %s%s", [resource.type, what(resource.change), because(resource.change)])
}

what(change) := "replaced" if "create" in change.actions

what(change) := "deleted" if not "create" in change.actions

because(change) := sprintf(", because of %s", [concat(", ", sort({path[0] | some path in change.replace_paths}))]) if {
	count(change.replace_paths) > 0
} else := ""
