package slipway.rule.tasks_isolated

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "tasks-isolated",
	"title": "A task shares nothing with its instance and with other tasks on it",
	"reason": "With a folder, a process table, an interface or a capability of the instance, one container reads and stops what belongs to all others there, whatever user it runs as.",
	"fix": "Take network_mode \"awsvpc\", and leave out pid_mode, ipc_mode \"host\", host_path of volumes, devices and capabilities that are added. A daemon that watches the instance needs some of these: allow this rule for its task definition.",
}

deny contains {"address": address, "message": sprintf("%s is \"host\"", [mode])} if {
	some address, task in plan.by_type.aws_ecs_task_definition
	some mode in ["network_mode", "pid_mode", "ipc_mode"]
	task.values[mode] == "host"
}

deny contains {"address": address, "message": sprintf("Volume %s is %s of the instance", [volume.name, volume.host_path])} if {
	some address, task in plan.by_type.aws_ecs_task_definition
	some volume in task.values.volume
	not object.get(volume, "host_path", null) in {null, ""}
}

deny contains {"address": one.address, "message": sprintf("Container %s has %s of the instance: %s", [one.container.name, what, concat(", ", names)])} if {
	some one in services.containers
	some what, names in {
		"capabilities": object.get(one.container, ["linuxParameters", "capabilities", "add"], []),
		"devices": [device.hostPath | some device in object.get(one.container, ["linuxParameters", "devices"], [])],
	}
	is_array(names)
	count(names) > 0
}

unseen contains place if some place in services.hidden
