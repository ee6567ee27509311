package slipway.rule.no_public_ingress

import data.slipway.lib.ingress
import data.slipway.lib.plan

about := {
	"id": "no-public-ingress",
	"title": "Only an application load balancer is open to the internet, on ports 80 and 443",
	"reason": "Whatever else the internet reaches is attacked within minutes, and has no TLS, no access log and no health check before it.",
	"fix": "Let in the load balancer's security group (referenced_security_group_id) or your own addresses, not 0.0.0.0/0 or ::/0.",
}

deny contains {"address": opening.address, "message": message} if {
	some opening in ingress.openings
	endswith(opening.cidr, "/0")
	not for_load_balancer(opening)
	message := sprintf("%s may connect to %s", [opening.cidr, ports(opening)])
}

for_load_balancer(opening) if {
	opening.protocol in {"tcp", "6"}
	opening.from == opening.to
	opening.from in {80, 443}
	count(opening.groups) > 0
	count(opening.groups - ingress.of_load_balancers) == 0
}

ports(opening) := "every port" if {
	opening.protocol in {"-1", "all"}
} else := sprintf("port %v", [opening.from]) if {
	opening.from == opening.to
} else := sprintf("ports %v to %v", [opening.from, opening.to])

unseen contains {"address": address, "message": "Who may connect is known after the apply only"} if {
	some type, attributes in {
		"aws_vpc_security_group_ingress_rule": ["cidr_ipv4", "cidr_ipv6"],
		"aws_security_group_rule": ["cidr_blocks", "ipv6_cidr_blocks"],
	}
	some address, rule in plan.by_type[type]
	object.get(rule.values, "type", "ingress") == "ingress"
	some attribute in attributes
	plan.is_unknown(rule, [attribute])
}
