package slipway.rule.buckets_encrypted

import data.slipway.lib.buckets

about := {
	"id": "buckets-encrypted",
	"title": "Every bucket says how it is encrypted",
	"reason": "The default of S3 can't be audited or changed to a key of your own in one place; what is written shows in the plan and stays when defaults move.",
	"fix": "Add an aws_s3_bucket_server_side_encryption_configuration for the bucket, with AES256 or aws:kms.",
}

kind := "aws_s3_bucket_server_side_encryption_configuration"

deny contains {"address": bucket, "message": "The bucket has no encryption configuration"} if {
	some bucket in buckets.lacking(kind)
}

unseen contains {"address": address, "message": "It can't be told which bucket this encrypts"} if {
	some address in buckets.unplaced(kind)
}
