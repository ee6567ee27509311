# Which resources another one names: by value where the plan knows it, through the configuration where it does not.
package slipway.lib.refs

import data.slipway.lib.config
import data.slipway.lib.plan

# Addresses of the resources of a type that the attribute names. Empty where it can't be told: the thing is not in this
# plan, or the reference goes through a local value, a dynamic block or one instance of a module chosen by a key.
targets(resource, path, type) := by_value(resource, path, type) | by_reference(resource, path, type)

# The same and the values themselves, to compare things that this plan does not make.
names(resource, path, type) := targets(resource, path, type) | {value | some value in plan.values_at(resource, path); is_string(value)}

by_value(resource, path, type) := {address |
	known := plan.values_at(resource, path)
	some address, candidate in plan.by_type[type]
	some attribute in ["id", "arn", "name", "bucket"]
	value := candidate.values[attribute]
	is_string(value)
	value in known
}

default by_reference(_, _, _) := set()

by_reference(resource, path, type) := narrowed(resource, config.references(resource, path), found) if {
	plan.is_unknown(resource, path)
	found := {address |
		some block in config.reached(resource, path)
		some address, candidate in plan.by_block[block]
		plan.by_type[type][address]
		not apart(steps(resource.module), steps(candidate.module))
	}
}

# One instance of a module never refers to what is in another instance of the same module.
apart(here, there) if {
	some i, step in here
	step != there[i]
	keyless(array.slice(here, 0, i + 1)) == keyless(array.slice(there, 0, i + 1))
}

keyless(path) := [config.keyless(step) | some step in path]

steps(module) := regex.find_n(`module\.[^.\[]+(\[("([^"\\]|\\.)*"|[0-9]+)\])?`, module, -1)

# Of the instances of a block in the same module: the one whose key is written, or the one with the resource's own key
# where the expression goes by each.key, each.value or count.index.
narrowed(resource, written, found) := chosen if {
	exact := {address | some address in found; local_address(address) in written}
	keyed := {config.block_of(plan.by_address[address]) | some address in exact; config.keyless(address) != address}
	left := {address | some address in found; not other_key(address, exact, keyed)}
	chosen := own_key(resource, written, left)
}

local_address(address) := trim_prefix(address, sprintf("%s.", [plan.by_address[address].module]))

other_key(address, exact, keyed) if {
	config.block_of(plan.by_address[address]) in keyed
	not address in exact
}

own_key(resource, written, found) := same if {
	some reference in written
	strings.any_prefix_match(reference, ["each.", "count."])
	same := {address |
		some address in found
		plan.by_address[address].module == resource.module
		plan.by_address[address].index == resource.index
	}
	count(same) > 0
} else := found
