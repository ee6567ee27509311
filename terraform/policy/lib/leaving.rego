# Rules of security groups that the plan changes or takes away, as they were before it. Terraform reads all rules of a group back into the
# group's own attributes, where such a rule stands until the apply.
package slipway.lib.leaving

import data.slipway.lib.config

# A group that a killed run made has EC2's own way out still, to everywhere; the plan adopts it as the first way out that it wants.
rule(direction, group, rule, cidr) if {
	not written(direction, group)
	some gone in gone_of[direction]
	gone.group == group.values.id
	gone.cidr == cidr
	gone.ports == ports(rule.protocol, rule)
}

# What the group itself has stays, whatever goes beside it.
written(direction, group) if config.expressions(group)[direction]

gone_of[direction] contains {"group": before.security_group_id, "cidr": cidr, "ports": ports(before.ip_protocol, before)} if {
	some direction, type in {"ingress": "aws_vpc_security_group_ingress_rule", "egress": "aws_vpc_security_group_egress_rule"}
	some before in changed(type)
	some attribute in ["cidr_ipv4", "cidr_ipv6"]
	cidr := before[attribute]
	is_string(cidr)
}

gone_of[before.type] contains {"group": before.security_group_id, "cidr": cidr, "ports": ports(before.protocol, before)} if {
	some before in changed("aws_security_group_rule")
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in before[attribute]
}

changed(type) := [resource.change.before |
	some resource in input.resource_changes
	resource.type == type
	some action in resource.change.actions
	action in {"update", "delete"}
	is_object(resource.change.before)
]

ports(protocol, values) := "every port" if {
	protocol in {"-1", "all"}
} else := [protocol, object.get(values, "from_port", null), object.get(values, "to_port", null)]
