package slipway.rule.drain_outlasts_stop

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "drain-outlasts-stop",
	"title": "The load balancer waits at least as long for a leaving task as the task has to stop",
	"reason": "A task may answer requests until its stopTimeout is over. A load balancer that gives up before cuts them off.",
	"fix": "Set the target group's deregistration_delay to the container's stopTimeout or more (30 seconds where none is set).",
}

deny contains {"address": address, "message": message} if {
	some service in services.all
	some container in services.served(service)
	stop := object.get(container, "stopTimeout", 30)
	some address, group in services.target_groups(service)
	delay := to_number(plan.setting(group, ["deregistration_delay"], "300"))
	delay < stop
	message := sprintf("deregistration_delay is %v s, and container %s has %v s to stop", [delay, container.name, stop])
}

unseen contains {"address": address, "message": message} if {
	some address, service in services.all
	services.is_served(service)
	some what, found in {
		"target group": services.target_groups(service),
		"container": services.served(service),
	}
	count(found) == 0
	message := sprintf("The %s behind the load balancer can't be told", [what])
}
