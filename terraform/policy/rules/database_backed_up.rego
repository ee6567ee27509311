package slipway.rule.database_backed_up

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "database-backed-up",
	"title": "A database has backups, in production for seven days or more",
	"reason": "A wrong migration on a Friday is often noticed on a Tuesday. With 0 there is no backup and no way back at all.",
	"fix": "Set backup_retention_period, in production to 7 or more.",
}

enough := 7 if plan.is_prod

enough := 1 if not plan.is_prod

# A read replica is made again from its source.
deny contains {"address": address, "message": sprintf("backup_retention_period is %v", [days])} if {
	some type, source in {"aws_db_instance": "replicate_source_db", "aws_rds_cluster": "replication_source_identifier"}
	some address, database in plan.by_type[type]
	count(refs.names(database, [source], type) - {""}) == 0
	days := plan.setting(database, ["backup_retention_period"], 1)
	days < enough
}
