package slipway.rule.imdsv2_required

import data.slipway.lib.plan

about := {
	"id": "imdsv2-required",
	"title": "Instances answer metadata requests of version 2 only",
	"reason": "With version 1, a service that can be made to fetch a URL hands out the credentials of the instance's role.",
	"fix": "Write metadata_options { http_tokens = \"required\" }.",
}

deny contains {"address": address, "message": sprintf("metadata_options.http_tokens is %s", [tokens])} if {
	some type in ["aws_instance", "aws_launch_configuration", "aws_launch_template"]
	some address, resource in plan.by_type[type]
	tokens := http_tokens(resource)
	tokens != "required"
	plan.setting(resource, ["metadata_options", 0, "http_endpoint"], "enabled") != "disabled"
}

http_tokens(resource) := plan.setting(resource, ["metadata_options", 0, "http_tokens"], "optional")
