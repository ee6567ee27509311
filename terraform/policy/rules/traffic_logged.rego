package slipway.rule.traffic_logged

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "traffic-logged",
	"title": "In production, a VPC has flow logs and a load balancer access logs",
	"reason": "Who asked for what, and what was refused, is asked after an incident, and can't be written down then.",
	"fix": "Add an aws_flow_log for the VPC (vpc.flow_logs), and to the load balancer access_logs { enabled = true } (load_balancer.access_logs).",
}

deny contains {"address": address, "message": "The VPC has no flow log"} if {
	plan.is_prod
	count(unplaced) == 0
	some address, _ in plan.by_type.aws_vpc
	logs := {log |
		some log, values in plan.by_type.aws_flow_log
		address in refs.targets(values, ["vpc_id"], "aws_vpc")
	}
	count(logs) == 0
}

deny contains {"address": address, "message": "access_logs is not enabled"} if {
	plan.is_prod
	some address, balancer in plan.by_type.aws_lb
	plan.setting(balancer, ["load_balancer_type"], "application") == "application"
	plan.setting(balancer, ["access_logs", 0, "enabled"], false) == false
}

# A log of a VPC that can't be told. One of a subnet or an interface is for no VPC.
unplaced contains address if {
	some address, log in plan.by_type.aws_flow_log
	not plan.is_unset(log, ["vpc_id"])
	count(refs.names(log, ["vpc_id"], "aws_vpc")) == 0
}

unseen contains {"address": address, "message": "It can't be told which VPC this is for"} if {
	plan.is_prod
	some address in unplaced
}
