package slipway.rule.images_scanned

import data.slipway.lib.plan

about := {
	"id": "images-scanned",
	"title": "ECR scans an image when it is pushed",
	"reason": "What runs is then known to AWS by its vulnerabilities, also where an image came in by another way than the pipeline.",
	"fix": "Write image_scanning_configuration { scan_on_push = true }, or scan the whole registry by an aws_ecr_registry_scanning_configuration.",
}

deny contains {"address": address, "message": "scan_on_push is false"} if {
	count(object.get(plan.by_type, "aws_ecr_registry_scanning_configuration", {})) == 0
	some address, repository in plan.by_type.aws_ecr_repository
	plan.setting(repository, ["image_scanning_configuration", 0, "scan_on_push"], false) == false
}
