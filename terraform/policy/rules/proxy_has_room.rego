package slipway.rule.proxy_has_room

import data.slipway.lib.plan
import data.slipway.lib.refs
import data.slipway.lib.services

about := {
	"id": "proxy-has-room",
	"title": "A task with Service Connect leaves its proxy 256 CPU units and 64 MiB",
	"reason": "The proxy lives from what the task has. Where the containers may take all of it, calls fail under load, in both directions, and no container of yours says why.",
	"fix": "Give each container memory and cpu of its own, and the task 64 MiB and 256 CPU units more than these together (connect of the service's settings does both).",
}

least := {"memory": 64, "cpu": 256}

connected[address] := service if {
	some address, service in services.all
	plan.setting(service, ["service_connect_configuration", 0, "enabled"], false) == true
}

definitions(service) := {task: plan.by_address[task] | some task in refs.targets(service, ["task_definition"], "aws_ecs_task_definition")}

containers_of(task) := [one.container | some one in services.containers; one.address == task]

deny contains {"address": task, "message": message} if {
	some service in connected
	some task, _ in definitions(service)
	some container in containers_of(task)
	not container.memory
	message := sprintf("Container %s has no memory of its own, and may take that of the proxy", [container.name])
}

deny contains {"address": task, "message": message} if {
	some service in connected
	some task, definition in definitions(service)
	some kind, need in least
	given := sum([object.get(container, kind, 0) | some container in containers_of(task)])
	left := to_number(definition.values[kind]) - given
	left < need
	message := sprintf("%s is %v, of which the containers have %v: the proxy has %v", [kind, definition.values[kind], given, left])
}

unseen contains {"address": address, "message": "The containers beside the proxy can't be told"} if {
	some address, service in connected
	count([container | some task, _ in definitions(service); some container in containers_of(task)]) == 0
}
