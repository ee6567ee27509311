# The stack bootstrap is judged as the platform is. It has no service, so only rules of storage and of roles speak, and keeps-data.
package slipway_test

bootstrap_changes := data.fixtures["keeps-data"].fail.resource_changes

test_every_loss_of_the_bootstrap_is_found[address] if {
	some change in bootstrap_changes
	address := change.address
	found({"resource_changes": [change]}) == {["keeps-data", address]}
}

# A first bootstrap, as far as rules could look for something in it.
test_a_bootstrap_without_services_has_no_findings[tier] if {
	some tier in ["production", "test"]
	bucket := made("aws_s3_bucket.state", {"bucket": "state"})
	resources := [
		bucket,
		made("aws_s3_bucket_public_access_block.state", {
			"bucket": "state",
			"block_public_acls": true,
			"block_public_policy": true,
			"ignore_public_acls": true,
			"restrict_public_buckets": true,
		}),
		made("aws_s3_bucket_server_side_encryption_configuration.state", {
			"bucket": "state",
			"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}],
		}),
		made("aws_s3_bucket_policy.state", {
			"bucket": "state",
			"policy": json.marshal({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}),
		}),
		made("aws_s3_bucket_versioning.state", {"bucket": "state", "versioning_configuration": [{"status": "Enabled"}]}),
		made("aws_dynamodb_table.lock", {"name": "lock", "deletion_protection_enabled": true, "point_in_time_recovery": [{"enabled": true}]}),
		made(`aws_ecr_repository.this["orders"]`, {
			"name": "slipway/orders",
			"force_delete": false,
			"image_tag_mutability": "IMMUTABLE",
			"image_scanning_configuration": [{"scan_on_push": true}],
		}),
		made("aws_kms_key.release", {"customer_master_key_spec": "ECC_NIST_P256", "key_usage": "SIGN_VERIFY", "enable_key_rotation": false}),
		made("aws_iam_policy.boundary", {"policy": json.marshal({"Statement": [{"Effect": "Allow", "Action": ["dynamodb:*Item"], "Resource": "*"}]})}),
	]
	first := object.union(in_production(resources), of_tier(tier))
	found(first) == set()
	unseen(first) == set()
}

test_an_unprotected_lock_table_is_found_in_prod if {
	table := made("aws_dynamodb_table.lock", {"name": "lock", "deletion_protection_enabled": false})
	found(in_production([table])) == {["deletion-protected", "aws_dynamodb_table.lock"]}
}
