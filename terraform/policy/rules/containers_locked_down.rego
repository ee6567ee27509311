package slipway.rule.containers_locked_down

import data.slipway.lib.services

about := {
	"id": "containers-locked-down",
	"title": "A container runs as a user other than root, on a read-only root, without privileges",
	"reason": "Root in a container is root on the instance after one flaw in the kernel or the runtime, and a root that can be written to keeps what an intruder brings.",
	"fix": "Set user to a number such as \"65532:65532\", readonlyRootFilesystem to true, and leave privileged out; give paths that must be writable a tmpfs. Where the image can do neither (image_user and writable_root of the service's settings), allow this rule for the service.",
}

deny contains {"address": one.address, "message": message} if {
	some one in services.containers
	some problem in problems(one.container)
	message := sprintf("Container %s %s%s", [one.container.name, problem, because(one.address, one.container.name, problem)])
}

# Where the definitions are dark, what the stack was given for them.
deny contains {"address": place.address, "message": message} if {
	some place in services.hidden
	some container, settings in given(place.address)
	some problem, setting in chosen
	reason := settings[setting].reason
	message := sprintf("Container %s %s, as %s of its settings says: %q", [container, problem, setting, reason])
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

# The settings that ask for it, and say why.
chosen := {"names no user, which leaves it to the image": "image_user", "can write to its root file system": "writable_root"}

because(address, container, problem) := sprintf(", as %s of its settings says: %q", [chosen[problem], reason]) if {
	reason := given(address)[container][chosen[problem]].reason
} else := ""

# The settings of the service that a task definition is of, and of what runs beside it, by the container's name.
given(address) := {one.name: one.settings | some one in members; contains(address, sprintf("module.service[%q].", [one.service]))}

members contains {"service": service, "name": service, "settings": settings} if some service, settings in input.variables.services.value

members contains {"service": service, "name": name, "settings": sidecar} if {
	some service, settings in input.variables.services.value
	some name, sidecar in settings.sidecars
}

default is_root(_) := false

is_root(container) if {
	is_string(container.user)
	regex.match(`^(root|0+)(:|$)`, container.user)
}
