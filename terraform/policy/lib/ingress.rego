# Who may connect to what: rules of security groups in the three ways in which they are written.
package slipway.lib.ingress

import data.slipway.lib.leaving
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
	not leaving.rule("ingress", group, rule, cidr)
}

opening(address, groups, cidr, protocol, ports) := {
	"address": address,
	"groups": groups,
	"cidr": cidr,
	"protocol": protocol,
	"from": object.get(ports, "from_port", null),
	"to": object.get(ports, "to_port", null),
}

# The ports as a finding names them.
words(opening) := "every port" if {
	opening.protocol in {"-1", "all"}
} else := sprintf("port %v", [opening.from]) if {
	opening.from == opening.to
} else := sprintf("ports %v to %v", [opening.from, opening.to])

# Half of the internet is as open as all of it. No one holds a network as wide as these.
is_world(cidr) if {
	not contains(cidr, ":")
	bits(cidr) < 8
}

is_world(cidr) if {
	contains(cidr, ":")
	bits(cidr) < 16
}

bits(cidr) := to_number(split(cidr, "/")[1])

# Security group, by address and by id → the load balancers that carry it, and whether each faces the internet.
balancers[group][address] := public(balancer) if {
	some address, balancer in plan.by_type.aws_lb
	some group in refs.names(balancer, ["security_groups"], "aws_security_group")
}

# What the plan does not know yet may be public.
default public(_) := true

public(balancer) := false if plan.setting(balancer, ["internal"], false)

# Ports at which a load balancer speaks HTTP or TLS.
ports(address) := {listener.values.port |
	some listener in plan.by_type.aws_lb_listener
	listener.values.protocol in {"HTTP", "HTTPS", "TLS"}
	address in refs.targets(listener, ["load_balancer_arn"], "aws_lb")
}
