package slipway.rule.buckets_tls_only

import data.slipway.lib.buckets
import data.slipway.lib.iam
import data.slipway.lib.plan

about := {
	"id": "buckets-tls-only",
	"title": "The policy of every bucket denies what does not come over TLS",
	"reason": "S3 answers over HTTP too, and a client with an old address in its settings sends objects and signatures in clear.",
	"fix": "Give the bucket an aws_s3_bucket_policy with a statement that denies s3:* to everybody where aws:SecureTransport is false.",
}

kind := "aws_s3_bucket_policy"

deny contains {"address": bucket, "message": "The bucket has no policy"} if {
	some bucket in buckets.lacking(kind)
}

deny contains {"address": address, "message": "No statement denies what does not come over TLS"} if {
	some address, policy in plan.by_type[kind]
	is_string(policy.values.policy)
	json.is_valid(policy.values.policy)
	document := json.unmarshal(policy.values.policy)
	count([statement | some statement in iam.list(document.Statement); denies_plain(statement)]) == 0
}

denies_plain(statement) if {
	statement.Effect == "Deny"
	some value in iam.list(statement.Condition.Bool["aws:SecureTransport"])
	lower(sprintf("%v", [value])) == "false"
}

unseen contains {"address": address, "message": "It can't be told which bucket this is for"} if {
	some address in buckets.unplaced(kind)
}

unseen contains {"address": address, "message": "The policy is known after the apply only"} if {
	some address, policy in plan.by_type[kind]
	not policy.values.policy
}
