package slipway.rule.images_by_digest

import data.slipway.lib.services

about := {
	"id": "images-by-digest",
	"title": "A container's image is named by its digest",
	"reason": "A tag can be moved: what was reviewed, scanned and signed would not be what runs, and each instance could run another image.",
	"fix": "Write <repository>@sha256:<64 hexadecimal digits>, as the push reports it.",
}

deny contains {"address": one.address, "message": message} if {
	some one in services.containers
	image := object.get(one.container, "image", "")
	not by_digest(image)
	message := sprintf("Container %s has the image %q", [one.container.name, image])
}

# Where the definitions are dark, what the stack was given for them.
deny contains {"address": address, "message": sprintf("The image is %q", [image])} if {
	count(services.hidden) > 0
	some name, image in input.variables.images.value
	not by_digest(image)
	address := sprintf("var.images[%q]", [name])
}

by_digest(image) if regex.match(`^[^@\s]+@sha256:[0-9a-f]{64}$`, image)

unseen contains place if some place in services.hidden
