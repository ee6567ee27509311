package slipway.rule.database_multi_az

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "database-multi-az",
	"title": "In production, a database has a standby in another zone",
	"reason": "A database in one zone is the one thing that all tasks in all zones wait for when that zone fails.",
	"fix": "Set multi_az to true; give an Aurora cluster two instances or more.",
}

# A read replica is a copy already: what it stands beside is asked for.
deny contains {"address": address, "message": "multi_az is false in production"} if {
	plan.is_prod
	some address, database in plan.by_type.aws_db_instance
	plan.setting(database, ["multi_az"], false) == false
	not is_replica(database)
}

is_replica(database) if count(refs.names(database, ["replicate_source_db"], "aws_db_instance") - {""}) > 0

deny contains {"address": address, "message": sprintf("The cluster has %d instance in production", [count(members)])} if {
	plan.is_prod
	some address, cluster in plan.by_type.aws_rds_cluster

	# A Multi-AZ cluster without Aurora makes its own three.
	not startswith(plan.setting(cluster, ["db_cluster_instance_class"], ""), "db.")
	members := {member |
		some member, instance in plan.by_type.aws_rds_cluster_instance
		address in refs.targets(instance, ["cluster_identifier"], "aws_rds_cluster")
	}
	count(members) < 2
}
