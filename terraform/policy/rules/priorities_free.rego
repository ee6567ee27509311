# Reads what the plan changes, as priorities clash with what is there.
package slipway.rule.priorities_free

about := {
	"id": "priorities-free",
	"title": "A listener rule takes a priority that no other rule has yet",
	"reason": "Terraform changes the rules one by one, and AWS gives a priority that is taken to nobody: two services that swap priorities both fail, in the middle of the apply.",
	"fix": "Give one of them a priority that is free, apply, and then the one that it should have: two applies.",
}

deny contains {"address": rule.address, "message": message} if {
	some rule in rules
	takes(rule.change)
	some other in rules
	other.address != rule.address
	other.change.before.priority == rule.change.after.priority
	other.change.before.listener_arn == rule.change.after.listener_arn
	message := sprintf("it would take priority %v, which %s still has", [rule.change.after.priority, other.address])
}

rules contains resource if {
	some resource in input.resource_changes
	resource.type == "aws_lb_listener_rule"
	resource.mode == "managed"
}

takes(change) if "create" in change.actions

takes(change) if {
	"update" in change.actions
	change.before.priority != change.after.priority
}
