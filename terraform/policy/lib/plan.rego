# What the plan says will be there after the apply.
#
# Terraform leaves out of planned_values what it does not know yet and writes null for what is not set. So an attribute
# that is absent is unknown, and a rule that compares it stays silent by itself; one that is null is known to be unset.
package slipway.lib.plan

import data.slipway.lib.config

# Every environment is production that does not say otherwise, whatever it is called.
is_prod if not is_test

is_test if input.variables.tier.value == "test"

# Address → managed resource, of the root and of all modules below it, with the address of its module ("" is the root).
# A destroy plan has none, an unchanged resource is there like any other.
# Terraform leaves the values out altogether of a resource of which it knows none.
by_address[resource.address] := object.union(resource, {"module": object.get(module, "address", ""), "values": values}) if {
	walk(input.planned_values.root_module, [path, module])
	not "resources" in path
	some resource in module.resources
	resource.mode == "managed"
	values := object.get(resource, "values", {})
	is_object(values)
}

# The provider has a second name for what belongs to a load balancer.
by_type[replace(resource.type, "aws_alb", "aws_lb")][address] := resource if some address, resource in by_address

# Block of the configuration → its instances.
by_block[config.block_of(resource)][address] := resource if some address, resource in by_address

unknown_of[change.address] := change.change.after_unknown if {
	some change in input.resource_changes
	not change.deposed
	is_object(change.change.after_unknown)
}

# No JSON value is a set, so nothing in a plan is equal to this.
absent := {"absent"}

has(value, path) if object.get(value, path, absent) != absent

# The value at a path such as ["deployment_circuit_breaker", 0, "rollback"]; the fallback, which is what AWS does by
# itself, where it is not set; undefined where it is set to something that the plan does not know.
setting(resource, path, fallback) := value if {
	value := object.get(resource.values, path, null)
	value != null
} else := fallback if {
	is_unset(resource, path)
}

is_unset(resource, path) if object.get(resource.values, path, absent) == null

# A block that is not written: an empty list.
is_unset(resource, path) if {
	some length in numbers.range(1, count(path) - 1)
	object.get(resource.values, array.slice(path, 0, length), absent) in {[], null}
}

# What AWS fills in is unknown too. It is unset when the configuration does not mention it.
is_unset(resource, path) if {
	some length in numbers.range(0, count(path) - 1)
	before := array.slice(path, 0, length)
	here := array.slice(path, 0, length + 1)
	has(resource.values, before)
	not has(resource.values, here)
	expressions := config.expressions(resource)
	has(expressions, before)
	not has(expressions, here)
}

# All values at a path without positions, such as ["load_balancer", "target_group_arn"]: of every block, every element.
values_at(resource, path) := at(object.get(resource.values, path[0], absent), array.slice(path, 1, count(path)))

at(value, path) := {leaf |
	value != absent
	walk(value, [steps, leaf])
	not is_object(leaf)
	not is_array(leaf)
	[step | some step in steps; is_string(step)] == path
}

is_unknown(resource, path) if not has(resource.values, [path[0]])

is_unknown(resource, path) if {
	is_object(resource.values[path[0]][0])
	count(values_at(resource, path)) == 0
}

is_unknown(resource, path) if {
	unknown := object.get(unknown_of, resource.address, {})
	walk(object.get(unknown, path[0], false), [steps, true])
	names := [step | some step in steps; is_string(step)]
	names == array.slice(path, 1, count(names) + 1)
}
