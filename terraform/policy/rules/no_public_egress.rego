package slipway.rule.no_public_egress

import data.slipway.lib.ingress
import data.slipway.lib.leaving
import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "no-public-egress",
	"title": "A load balancer and a database connect to nothing in the internet but, at 443, who logs people in",
	"reason": "A load balancer speaks with its targets and a database answers. Who gets in through either finds the way out open, to fetch what they need and to carry data away.",
	"fix": "Let the load balancer out to its targets' subnets or security groups, and give a database's group no egress at all. Tasks and instances may go out: egress_cidrs of the service's settings narrows it.",
}

deny contains {"address": opening.address, "message": message} if {
	some opening in openings
	ingress.is_world(opening.cidr)
	some group in opening.groups
	some carrier in carriers[group]
	not for_login(opening, carrier)
	message := sprintf("%s may connect to %s on %s", [carrier, opening.cidr, ingress.words(opening)])
}

# The provider of identities that a listener asks.
for_login(opening, carrier) if {
	plan.by_address[carrier].type in {"aws_alb", "aws_lb"}
	opening.protocol in {"tcp", "6"}
	opening.from == 443
	opening.to == 443
}

# Security group, by address and by id → what carries it.
carriers[group] contains address if {
	some type, attribute in {"aws_lb": "security_groups", "aws_db_instance": "vpc_security_group_ids", "aws_rds_cluster": "vpc_security_group_ids"}
	some address, resource in plan.by_type[type]
	some group in refs.names(resource, [attribute], "aws_security_group")
}

openings contains ingress.opening(address, groups, cidr, rule.values.ip_protocol, rule.values) if {
	some address, rule in plan.by_type.aws_vpc_security_group_egress_rule
	groups := refs.names(rule, ["security_group_id"], "aws_security_group")
	some attribute in ["cidr_ipv4", "cidr_ipv6"]
	some cidr in plan.values_at(rule, [attribute])
	is_string(cidr)
}

openings contains ingress.opening(address, groups, cidr, rule.values.protocol, rule.values) if {
	some address, rule in plan.by_type.aws_security_group_rule
	rule.values.type == "egress"
	groups := refs.names(rule, ["security_group_id"], "aws_security_group")
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in plan.values_at(rule, [attribute])
	is_string(cidr)
}

# Inside the group, whose id is what others name it by.
openings contains ingress.opening(address, {address} | {id | id := group.values.id}, cidr, rule.protocol, rule) if {
	some address, group in plan.by_type.aws_security_group
	some rule in group.values.egress
	some attribute in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[attribute]
	not leaving.rule("egress", group, rule, cidr)
}
