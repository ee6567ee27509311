package slipway.rule.tables_recoverable

import data.slipway.lib.plan

about := {
	"id": "tables-recoverable",
	"title": "In production, a DynamoDB table can be brought back to any second of the last weeks",
	"reason": "What a wrong release wrote over is in no backup that nobody took. Point-in-time recovery takes one without end.",
	"fix": "Write point_in_time_recovery { enabled = true }.",
}

deny contains {"address": address, "message": "point_in_time_recovery is off"} if {
	plan.is_prod
	some address, table in plan.by_type.aws_dynamodb_table
	plan.setting(table, ["point_in_time_recovery", 0, "enabled"], false) == false
}
