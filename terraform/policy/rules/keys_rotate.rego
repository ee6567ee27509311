package slipway.rule.keys_rotate

import data.slipway.lib.plan

about := {
	"id": "keys-rotate",
	"title": "A symmetric KMS key gets new key material each year",
	"reason": "It bounds how much one material encrypts. Old material stays for what it encrypted, so nothing else has to change.",
	"fix": "Set enable_key_rotation to true. Keys that sign and keys with imported material can't rotate by themselves.",
}

deny contains {"address": address, "message": "enable_key_rotation is false"} if {
	some address, key in plan.by_type.aws_kms_key
	plan.setting(key, ["customer_master_key_spec"], "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
	plan.setting(key, ["key_usage"], "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
	object.get(key.values, "custom_key_store_id", null) in {null, ""}
	plan.setting(key, ["enable_key_rotation"], false) == false
}
