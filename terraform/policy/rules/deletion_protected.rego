package slipway.rule.deletion_protected

import data.slipway.lib.plan

about := {
	"id": "deletion-protected",
	"title": "In production, load balancers, databases and tables are protected from deletion",
	"reason": "It is the last thing that stands between a wrong plan, a wrong account or a wrong click and the loss of data or of the public address.",
	"fix": "Set the named attribute to true (deletion_protection = true in the environment's file).",
}

attributes := {
	"aws_db_instance": "deletion_protection",
	"aws_dynamodb_table": "deletion_protection_enabled",
	"aws_lb": "enable_deletion_protection",
	"aws_rds_cluster": "deletion_protection",
}

deny contains {"address": address, "message": sprintf("%s is false in production", [attribute])} if {
	plan.is_prod
	some type, attribute in attributes
	some address, resource in plan.by_type[type]
	plan.setting(resource, [attribute], false) == false
}
