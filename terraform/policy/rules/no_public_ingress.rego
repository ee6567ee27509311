package slipway.rule.no_public_ingress

import data.slipway.lib.ingress
import data.slipway.lib.plan

about := {
	"id": "no-public-ingress",
	"title": "Only a load balancer that faces the internet is open to it, on web ports",
	"reason": "Whatever else the internet reaches is attacked within minutes, and has no TLS, no access log and no health check before it. An internal load balancer is for your own networks.",
	"fix": "Let in the load balancer's security group (referenced_security_group_id) or your own addresses (load_balancer.ingress_cidrs), not 0.0.0.0/0, ::/0 or halves of them.",
}

deny contains {"address": opening.address, "message": message} if {
	some opening in ingress.openings
	ingress.is_world(opening.cidr)
	not for_load_balancer(opening)
	message := sprintf("%s may connect to %s%s", [opening.cidr, ingress.words(opening), inside(opening)])
}

inside(opening) := " of an internal load balancer" if {
	some group in opening.groups
	some address, public in ingress.balancers[group]
	public == false
} else := ""

# Each group is one of load balancers alone, all of which face the internet, application or network.
for_load_balancer(opening) if {
	opening.protocol in {"tcp", "6"}
	opening.from == opening.to
	count(opening.groups) > 0
	every group in opening.groups {
		ingress.balancers[group]
		every address, public in ingress.balancers[group] {
			public
			is_web(opening.from, address)
		}
	}
}

# A network load balancer that passes TCP on tells nothing of what it carries, so its number has to.
is_web(port, _) if port in {80, 443, 8443}

is_web(port, balancer) if port in ingress.ports(balancer)

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
