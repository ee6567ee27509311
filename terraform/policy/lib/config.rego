# The configuration beside the plan: which expression refers to what. It knows no instances and no values, and it does
# not say what a local value is made of: a reference through `local.…` ends there.
package slipway.lib.config

# Path of a module without keys ("" is the root, then "module.service") → its configuration.
modules[concat(".", names)] := module if {
	walk(input.configuration.root_module, [path, module])
	is_module(path)
	names := [sprintf("module.%s", [step]) | some i, step in path; i % 3 == 1]
}

is_module(path) if {
	count(path) % 3 == 0
	every i, step in path {
		{0: "module_calls", 1: step, 2: "module"}[i % 3] == step
	}
}

keyless(address) := regex.replace(address, `\[("([^"\\]|\\.)*"|[0-9]+)\]`, "")

node(module, name) := sprintf("%s|%s", [module, name])

blocks[node(path, block.address)] := block if {
	some path, module in modules
	some block in module.resources
}

block_of(resource) := node(keyless(resource.module), sprintf("%s.%s", [resource.type, resource.name]))

expressions(resource) := object.get(blocks[block_of(resource)], "expressions", {})

# All that a path such as ["load_balancer", "target_group_arn"] refers to, as it is written. With each.value comes what
# for_each goes over.
references(resource, path) := with_each(written, blocks[block_of(resource)]) if {
	written := {reference |
		walk(object.get(expressions(resource), path[0], {}), [steps, expression])
		[step | some step in steps; is_string(step)] == array.slice(path, 1, count(path))
		some reference in expression.references
	}
}

with_each(written, owner) := written | {reference |
	some each in written
	startswith(each, "each.")
	some reference in object.get(owner, ["for_each_expression", "references"], [])
}

# "aws_subnet.public[0].id" is a reference to aws_subnet.public, "module.vpc.ids[0]" to an output.
normal(reference) := concat(".", array.slice(parts, 0, object.get({"module": 3, "data": 3}, parts[0], 2))) if {
	parts := split(keyless(reference), ".")
}

nodes(module, references) := {node(module, normal(reference)) | some reference in references}

calls contains {"parent": path, "name": name, "call": call, "child": concat(".", [part | some part in [path, "module", name]; part != ""])} if {
	some path, module in modules
	some name, call in module.module_calls
}

# A variable leads to what the caller gives for it, an output to what the module makes it of, a resource nowhere further.
edges[name] contains next if {
	some called in calls
	some variable, expression in called.call.expressions
	name := node(called.child, sprintf("var.%s", [variable]))
	references_of_call := with_each({r | some r in expression.references}, called.call)
	some next in nodes(called.parent, references_of_call)
}

edges[name] contains next if {
	some called in calls
	some output, value in called.call.module.outputs
	name := node(called.parent, sprintf("module.%s.%s", [called.name, output]))
	some next in nodes(called.child, object.get(value.expression, "references", []))
}

ways := object.union({name: {} | some name, _ in blocks}, edges)

# The blocks that a resource's expression leads to, through variables and outputs.
reached(resource, path) := {name |
	start := nodes(keyless(resource.module), references(resource, path))
	some name in graph.reachable(ways, start)
	blocks[name]
}
