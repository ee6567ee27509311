package slipway.rule.two_tasks_per_service

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "two-tasks-per-service",
	"title": "A service runs two tasks or more, unless its settings accept one",
	"reason": "With one task the loss of a task, an instance or a zone is the loss of the service until another has started.",
	"fix": "Set desired_count to 2 or more, or the min_capacity of its scaling target where there is one. For a worker that there may be only one of, write allow_single_task = true.",
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
	some target, scaling in services.scaled_by(service)
	tasks := scaling.values.min_capacity
	tasks < 2
	message := sprintf("min_capacity of its scaling target %s is %d", [target, tasks])
}
