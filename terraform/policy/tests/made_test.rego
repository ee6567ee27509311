# Plans made by hand, small enough to read in the test that makes them.
package slipway_test

import data.slipway

made(address, values) := {
	"address": address,
	"mode": "managed",
	"type": split(address, ".")[0],
	"name": regex.replace(split(address, ".")[1], `\[.*`, ""),
	"values": values,
}

# In the tier "test", where the rules that hold for production alone are silent.
plan_of(resources) := object.union(in_production(resources), of_tier("test"))

# What says nothing of a tier is production.
in_production(resources) := {"planned_values": {"root_module": {"resources": resources}}}

of_tier(name) := {"variables": {"tier": {"value": name}}}

# A block of the configuration, and what one of its expressions refers to.
block(address, expressions) := {
	"address": address,
	"mode": "managed",
	"type": split(address, ".")[0],
	"name": split(address, ".")[1],
	"expressions": expressions,
}

to(references) := {"references": references}

configured(resources, blocks) := object.union(plan_of(resources), {"configuration": {"root_module": {"resources": blocks}}})

change(address, actions) := {
	"address": address,
	"mode": "managed",
	"type": split(address, ".")[0],
	"name": split(address, ".")[1],
	"change": {"actions": actions, "before": {}, "after": null, "after_unknown": {}},
}

found(plan) := {[finding.id, finding.address] | some finding in slipway.findings with input as plan}

unseen(plan) := {[gap.id, gap.address] | some gap in slipway.unseen with input as plan}
