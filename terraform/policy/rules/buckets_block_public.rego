package slipway.rule.buckets_block_public

import data.slipway.lib.buckets
import data.slipway.lib.plan

about := {
	"id": "buckets-block-public",
	"title": "Every bucket blocks public access, in all four ways",
	"reason": "One ACL or one policy, today's or next year's, otherwise makes it readable for everybody. The block holds against both.",
	"fix": "Add an aws_s3_bucket_public_access_block for the bucket, with all four settings true.",
}

kind := "aws_s3_bucket_public_access_block"

deny contains {"address": bucket, "message": "The bucket has no public access block"} if {
	some bucket in buckets.lacking(kind)
}

deny contains {"address": address, "message": sprintf("%s is false", [setting])} if {
	some address, block in plan.by_type[kind]
	some setting in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	plan.setting(block, [setting], false) == false
}

unseen contains {"address": address, "message": "It can't be told which bucket this is for"} if {
	some address in buckets.unplaced(kind)
}
