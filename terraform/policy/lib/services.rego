# ECS services with their containers, target groups and scaling.
package slipway.lib.services

import data.slipway.lib.config
import data.slipway.lib.plan
import data.slipway.lib.refs

all[address] := service if some address, service in plan.by_type.aws_ecs_service

# A DAEMON service runs one task on each instance: its number and its place are not its own to choose.
replicas[address] := service if {
	some address, service in all
	plan.setting(service, ["scheduling_strategy"], "REPLICA") == "REPLICA"
}

# A container definition of a task definition whose text the plan knows.
containers contains {"address": address, "container": container} if {
	some address, task in plan.by_type.aws_ecs_task_definition
	text := task.values.container_definitions
	json.is_valid(text)
	some container in json.unmarshal(text)
}

# One value in it that is known after the apply, such as the ARN of a new secret, hides all of the text.
hidden contains {"address": address, "message": "The container definitions are known after the apply only"} if {
	some address, task in plan.by_type.aws_ecs_task_definition
	not task.values.container_definitions
}

# The containers of a service that stand behind the load balancer; all of them where it does not say which.
served(service) := {one.container |
	some task in refs.targets(service, ["task_definition"], "aws_ecs_task_definition")
	some one in containers
	one.address == task
	behind(service, one.container)
}

behind(service, container) if container.name in plan.values_at(service, ["load_balancer", "container_name"])

behind(service, _) if plan.is_unknown(service, ["load_balancer", "container_name"])

target_groups(service) := {group: plan.by_address[group] | some group in named_groups(service)} if {
	count(named_groups(service)) > 0
} else := {group: found | some group, found in own_groups(service); count(own_groups(service)) == 1}

named_groups(service) := refs.targets(service, ["load_balancer", "target_group_arn"], "aws_lb_target_group")

# A load balancer's block that is dynamic is not in the plan's configuration, and on a first plan its ARN is not known. The one target
# group of the service's own module is then meant: what has no load balancer has none.
own_groups(service) := {address: group |
	plan.is_unknown(service, ["load_balancer", "target_group_arn"])
	service.module != ""
	some address, group in plan.by_type.aws_lb_target_group
	group.module == service.module
}

is_served(service) if count(service.values.load_balancer) > 0

scaled_by(service) := {address: target |
	some address, target in plan.by_type.aws_appautoscaling_target
	target.values.service_namespace == "ecs"
	scales(target, service)
}

scales(target, service) if service.address in refs.targets(target, ["resource_id"], "aws_ecs_service")

# The id of a service is its ARN, …:service/<cluster>/<name>, and a target's resource_id its end.
scales(target, service) if {
	is_string(service.values.id)
	endswith(service.values.id, sprintf(":%s", [target.values.resource_id]))
}

# A service that is made anew has no id yet, only its name.
scales(target, service) if {
	not service.values.id
	endswith(target.values.resource_id, sprintf("/%s", [service.values.name]))
}

# The stack's settings say that one task is enough, or who calls the module ecs-service does.
may_be_single(service) if input.variables.services.value[service.values.name].allow_single_task == true

may_be_single(service) if {
	some called in config.calls
	called.child == config.keyless(service.module)
	called.call.expressions.allow_single_task.constant_value == true
}

# A worker that scales by a queue: what it is to do waits there until a task comes.
waits(service) if {
	not is_served(service)
	some target, _ in scaled_by(service)
	some policy in plan.by_type.aws_appautoscaling_policy
	policy.module == plan.by_address[target].module
	follows(policy, plan.by_address[target])
	"AWS/SQS" in plan.values_at(policy, queue_metric)
}

queue_metric := ["target_tracking_scaling_policy_configuration", "customized_metric_specification", "metrics", "metric_stat", "metric", "namespace"]

follows(policy, target) if policy.values.resource_id == target.values.resource_id

# The id of a service that is to be made may not be known yet; a module has one range.
follows(policy, _) if not policy.values.resource_id

# The fewest tasks that the settings of a range, or a schedule of it, allow.
least[address] := min({target.values.min_capacity} | {number |
	some action in plan.by_type.aws_appautoscaling_scheduled_action
	action.module == target.module
	follows(action, target)
	text := action.values.scalable_target_action[0].min_capacity
	text != null
	number := to_number(text)
}) if {
	some address, target in plan.by_type.aws_appautoscaling_target
	target.values.service_namespace == "ecs"
}
