package slipway.rule.capacity_provider_drains

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "capacity-provider-drains",
	"title": "The capacity provider drains instances and protects those that run tasks",
	"reason": "Each alone is not enough: protection keeps a scale-in away from busy instances, draining moves tasks off before a refresh or a failed check takes one, and protection is refused unless the group protects its instances.",
	"fix": "Set managed_draining and managed_termination_protection to \"ENABLED\" and protect_from_scale_in of the Auto Scaling group to true.",
}

provider := "auto_scaling_group_provider"

deny contains {"address": address, "message": message} if {
	some address, capacity in plan.by_type.aws_ecs_capacity_provider
	some setting in ["managed_draining", "managed_termination_protection"]
	value := plan.setting(capacity, [provider, 0, setting], "DISABLED")
	value != "ENABLED"
	message := sprintf("%s is %s", [setting, value])
}

deny contains {"address": address, "message": message} if {
	some user, capacity in plan.by_type.aws_ecs_capacity_provider
	some address in refs.targets(capacity, [provider, "auto_scaling_group_arn"], "aws_autoscaling_group")
	plan.setting(plan.by_address[address], ["protect_from_scale_in"], false) == false
	message := sprintf("protect_from_scale_in is false, and %s takes its instances from this group", [user])
}

unseen contains {"address": address, "message": "The Auto Scaling group can't be told"} if {
	some address, capacity in plan.by_type.aws_ecs_capacity_provider
	count(refs.targets(capacity, [provider, "auto_scaling_group_arn"], "aws_autoscaling_group")) == 0
}
