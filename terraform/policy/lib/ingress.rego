# Who may connect to what: rules of security groups in the three ways in which they are written.
package slipway.lib.ingress

import data.slipway.lib.plan
import data.slipway.lib.refs

openings contains opening(address, groups, cidr, rule.values.ip_protocol, rule.values) if {
	some address, rule in plan.by_type.aws_vpc_security_group_ingress_rule
	groups := refs.names(rule, ["security_group_id"], "aws_security_group")
	some attribute in ["cidr_ipv4", "cidr_ipv6"]
	some cidr in plan.values_at(rule, [attribute])
	is_string(cidr)
}

openings contains opening(address, groups, cidr, rule.values.protocol, rule.values) if {
	some address, rule in plan.by_type.aws_security_group_rule
	rule.values.type == "ingress"
	groups := refs.names(rule, ["security_group_id"], "aws_security_group")
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in plan.values_at(rule, [attribute])
	is_string(cidr)
}

# Inside the group. What stands in resources of its own is read back into here, and so appears twice on a later plan.
openings contains opening(address, {address}, cidr, rule.protocol, rule) if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some address, group in plan.by_type[type]
	some rule in group.values.ingress
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[attribute]
}

opening(address, groups, cidr, protocol, ports) := {
	"address": address,
	"groups": groups,
	"cidr": cidr,
	"protocol": protocol,
	"from": object.get(ports, "from_port", null),
	"to": object.get(ports, "to_port", null),
}

# Addresses and ids of the groups of application load balancers.
of_load_balancers contains name if {
	some _, balancer in plan.by_type.aws_lb
	plan.setting(balancer, ["load_balancer_type"], "application") == "application"
	some name in refs.names(balancer, ["security_groups"], "aws_security_group")
}
