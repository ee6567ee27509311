package slipway.rule.two_tasks_per_service

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "two-tasks-per-service",
	"title": "A service runs two tasks or more, unless its settings accept one, or its work waits in a queue",
	"reason": "With one task the loss of a task, an instance or a zone is the loss of the service until another has started.",
	"fix": "Set desired_count to 2 or more, or the min_capacity of its scaling target where there is one. For a worker that there may be only one of, write allow_single_task = true; one that scales by a queue (scaling.queue) may have fewer.",
}

deny contains {"address": address, "message": message} if {
	some address, service in services.replicas
	not services.may_be_single(service)
	count(services.scaled_by(service)) == 0
	tasks := plan.setting(service, ["desired_count"], 0)
	tasks < 2
	message := sprintf("desired_count is %d, and no scaling target raises it", [tasks])
}

# The scaling target decides: it moves a service that has fewer tasks, or more, into its range.
deny contains {"address": address, "message": message} if {
	some address, service in services.replicas
	not services.may_be_single(service)
	not services.waits(service)
	some target, _ in services.scaled_by(service)
	tasks := services.least[target]
	tasks < 2
	message := sprintf("min_capacity of its scaling target %s, or of a schedule of it, is %d", [target, tasks])
}
