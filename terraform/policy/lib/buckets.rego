# Buckets, and the settings that stand in resources of their own.
package slipway.lib.buckets

import data.slipway.lib.plan
import data.slipway.lib.refs

# Bucket → the settings of a type that name it.
settings(type) := {bucket: {address |
	some address, setting in plan.by_type[type]
	bucket in refs.targets(setting, ["bucket"], "aws_s3_bucket")
} |
	some bucket, _ in plan.by_type.aws_s3_bucket
}

lacking(type) := {bucket |
	count(unplaced(type)) == 0
	some bucket, addresses in settings(type)
	count(addresses) == 0
}

# Settings whose bucket can't be told: one of them may be what a bucket lacks.
unplaced(type) := {address |
	some address, setting in plan.by_type[type]
	count(refs.names(setting, ["bucket"], "aws_s3_bucket")) == 0
}
