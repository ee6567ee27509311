package slipway.rule.names_differ

import data.slipway.lib.config
import data.slipway.lib.plan

about := {
	"id": "names-differ",
	"title": "No two resources of a kind have one name",
	"reason": "AWS refuses the second in the middle of the apply, or takes it for the first: of two alarms with one name the later one is there alone, and Terraform believes in both.",
	"fix": "Give one of them another name.",
}

# What one name of a kind stands for once in an account and region, or in the account.
names := {
	"aws_autoscaling_group": "name",
	"aws_cloudwatch_log_group": "name",
	"aws_cloudwatch_metric_alarm": "alarm_name",
	"aws_db_instance": "identifier",
	"aws_dynamodb_table": "name",
	"aws_ecr_repository": "name",
	"aws_ecs_cluster": "name",
	"aws_iam_policy": "name",
	"aws_iam_role": "name",
	"aws_launch_template": "name",
	"aws_lb": "name",
	"aws_lb_target_group": "name",
	"aws_s3_bucket": "bucket",
	"aws_secretsmanager_secret": "name",
	"aws_sns_topic": "name",
	"aws_sqs_queue": "name",
	"aws_ssm_parameter": "name",
}

deny contains {"address": address, "message": sprintf("%s has the name %q, too", [other, name])} if {
	some [_, _, name], same in called
	some address in same
	other := min(same - {address})
}

# A provider of its own is another region or another account, where the name is free.
called[[type, provider(resource), name]] contains address if {
	some type, attribute in names
	some address, resource in plan.by_type[type]
	name := resource.values[attribute]
	is_string(name)
}

default provider(_) := ""

provider(resource) := config.blocks[config.block_of(resource)].provider_config_key
