package slipway.rule.containers_locked_down

import data.slipway.lib.services

about := {
	"id": "containers-locked-down",
	"title": "A container runs as a user other than root, on a read-only root, without privileges",
	"reason": "Root in a container is root on the instance after one flaw in the kernel or the runtime, and a root that can be written to keeps what an intruder brings.",
	"fix": "Set user to a number such as \"65532:65532\", readonlyRootFilesystem to true, and leave privileged out; give paths that must be writable a tmpfs.",
}

deny contains {"address": one.address, "message": message} if {
	some one in services.containers
	some problem in problems(one.container)
	message := sprintf("Container %s %s", [one.container.name, problem])
}

unseen contains place if some place in services.hidden

problems(container) := {problem |
	some problem, holds in {
		"names no user, which leaves it to the image": object.get(container, "user", null) in {"", null},
		"runs as root": is_root(container),
		"can write to its root file system": object.get(container, "readonlyRootFilesystem", false) != true,
		"is privileged": object.get(container, "privileged", false) == true,
	}
	holds
}

default is_root(_) := false

is_root(container) if {
	is_string(container.user)
	regex.match(`^(root|0+)(:|$)`, container.user)
}
