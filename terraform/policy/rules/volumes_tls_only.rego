package slipway.rule.volumes_tls_only

import data.slipway.lib.plan

about := {
	"id": "volumes-tls-only",
	"title": "A task speaks with its file systems over TLS",
	"reason": "EFS is NFS, in clear unless a task says otherwise: whoever is in the network reads along, and the file system takes commands from anybody there.",
	"fix": "Write transit_encryption = \"ENABLED\" in efs_volume_configuration, and an access point with authorization_config { iam = \"ENABLED\" } beside it.",
}

deny contains {"address": address, "message": sprintf("Volume %s has no transit_encryption", [volume.name])} if {
	some address, task in plan.by_type.aws_ecs_task_definition
	some i, volume in task.values.volume
	some j, _ in volume.efs_volume_configuration
	plan.setting(task, ["volume", i, "efs_volume_configuration", j, "transit_encryption"], "DISABLED") != "ENABLED"
}
