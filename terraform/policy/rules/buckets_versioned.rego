package slipway.rule.buckets_versioned

import data.slipway.lib.buckets
import data.slipway.lib.iam
import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "buckets-versioned",
	"title": "In production, a bucket keeps old versions of its objects, unless it holds logs",
	"reason": "An object that is overwritten or deleted by mistake is gone without them.",
	"fix": "Add an aws_s3_bucket_versioning for the bucket, with status \"Enabled\" (versioned = true of the bucket's settings), and a lifecycle rule that ends old versions.",
}

kind := "aws_s3_bucket_versioning"

deny contains {"address": bucket, "message": "The bucket has no versioning configuration"} if {
	plan.is_prod
	some bucket in buckets.lacking(kind)
	not bucket in of_logs
}

deny contains {"address": address, "message": sprintf("status is %s", [status])} if {
	plan.is_prod
	some address, versioning in plan.by_type[kind]
	status := plan.setting(versioning, ["versioning_configuration", 0, "status"], "Disabled")
	status != "Enabled"
	count({bucket | some bucket in refs.targets(versioning, ["bucket"], "aws_s3_bucket")} - of_logs) > 0
}

# A bucket that AWS delivers logs into: a log is written once, under a name of its own.
of_logs contains bucket if {
	some _, policy in plan.by_type.aws_s3_bucket_policy
	is_string(policy.values.policy)
	json.is_valid(policy.values.policy)
	some statement in iam.list(json.unmarshal(policy.values.policy).Statement)
	some service in iam.list(statement.Principal.Service)
	regex.match(`(logdelivery|delivery\.logs|logging\.s3|cloudtrail)`, service)
	some bucket in refs.targets(policy, ["bucket"], "aws_s3_bucket")
}

unseen contains {"address": address, "message": "It can't be told which bucket this is for"} if {
	plan.is_prod
	some address in buckets.unplaced(kind)
}
