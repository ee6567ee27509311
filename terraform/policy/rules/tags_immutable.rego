package slipway.rule.tags_immutable

import data.slipway.lib.plan

about := {
	"id": "tags-immutable",
	"title": "A tag of an image repository can't be moved",
	"reason": "Who may push can otherwise put another image under the name of a release, and the older one loses its tag and goes with the next clean-up.",
	"fix": "Set image_tag_mutability to \"IMMUTABLE\".",
}

deny contains {"address": address, "message": sprintf("image_tag_mutability is %s", [mutability])} if {
	some address, repository in plan.by_type.aws_ecr_repository
	mutability := plan.setting(repository, ["image_tag_mutability"], "MUTABLE")
	not startswith(mutability, "IMMUTABLE")
}
