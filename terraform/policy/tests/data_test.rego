# What holds data, and the key whose loss loses nothing.
package slipway_test

test_every_kind_that_holds_data_is_kept[type] if {
	some type, _ in data.holds.kinds
	some actions in [["delete"], ["delete", "create"], ["create", "delete"]]
	address := sprintf("%s.this", [type])
	found({"resource_changes": [change(address, actions)]}) == {["keeps-data", address]}
}

test_a_log_group_may_go_in_a_test_alone if {
	gone := {"resource_changes": [change("aws_cloudwatch_log_group.this", ["delete"])]}
	found(gone) == {["keeps-data", "aws_cloudwatch_log_group.this"]}
	found(object.union(gone, of_tier("test"))) == set()
}

key_arn := "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"

own_arn := "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"

changed(address, actions, before, after) := json.patch(change(address, actions), [
	{"op": "replace", "path": "/change/before", "value": before},
	{"op": "replace", "path": "/change/after", "value": after},
])

# A topic's key goes: what else named it, and what the topic names then.
without_key(others, after) := {"resource_changes": array.concat(others, [
	changed("aws_kms_key.this", ["delete"], {"arn": key_arn, "key_id": "11111111-2222-3333-4444-555555555555"}, null),
	changed("aws_sns_topic.this", ["update"], {"kms_master_key_id": key_arn}, after),
])}

test_a_topics_key_may_give_way_to_your_own if {
	alias := changed("aws_kms_alias.this", ["delete"], {"target_key_id": "11111111-2222-3333-4444-555555555555"}, null)
	found(without_key([alias], {"kms_master_key_id": own_arn})) == set()
}

test_a_key_stays_otherwise[name] if {
	some name, plan in {
		"an object may need it": without_key([changed("aws_s3_bucket_server_side_encryption_configuration.this", ["no-op"], {"rule": [{"kms_master_key_id": key_arn}]}, {})], {"kms_master_key_id": own_arn}),
		"the topic names no other": without_key([], {"kms_master_key_id": null}),
		"the topic keeps it": without_key([], {"kms_master_key_id": key_arn}),
		"nobody knows who uses it": {"resource_changes": [changed("aws_kms_key.this", ["delete"], {"arn": key_arn, "key_id": "11111111-2222-3333-4444-555555555555"}, null)]},
	}
	found(plan) == {["keeps-data", "aws_kms_key.this"]}
}
