# A dozen faults that a repository had which grew without a policy: a first plan of it as Terraform showed it, cut down to what
# rules read. It says nothing of a tier, so it is one of production.
package slipway_test

seed := data.tests.seed.plan

faults := {
	"the instances' metadata has no token": {["imdsv2-required", "aws_launch_template.main"]},
	"the root disk is as the image has it": {["storage-encrypted", "aws_launch_template.main"]},
	"HTTP alone": {["https-in-prod", "aws_lb.main"], ["https-in-prod", "aws_lb_listener.http"]},
	"nothing is protected": {
		["deletion-protected", "aws_lb.main"],
		["deletion-protected", "aws_dynamodb_table.items"],
		["deletion-protected", "aws_dynamodb_table.lock"],
	},
	"tables have no point-in-time recovery": {
		["tables-recoverable", "aws_dynamodb_table.items"],
		["tables-recoverable", "aws_dynamodb_table.lock"],
	},
	"no flow logs": {["traffic-logged", "aws_vpc.main"]},
	"no access logs": {["traffic-logged", "aws_lb.main"]},
	"a refresh takes half of the instances": {["refresh-keeps-capacity", "aws_autoscaling_group.main"]},
	"keys of AWS are variables": {["no-plain-secrets", "var.access_key"], ["no-plain-secrets", "var.secret_key"]},
}

# What no rule sees, and why. Each is in the plan, or would be if a plan had it.
unseen_faults := {
	"an alarm takes instances away from 30 % CPU on": "whether a number is much or little depends on the metric, and which policies an alarm starts may be meant",
	"a group lets everything out": "tasks talk to the world through NAT and endpoints; module ecs-service has egress_cidrs for who wants less",
	"two tables have one name": "AWS refuses the second one, and nothing is lost",
	"state lies on the runner's disk": "a plan does not have its backend; the pipeline gives it one",
	"a profile is a security group, an output names a bucket that is not there": "terraform validate refuses it before there is a plan",
}

test_each_fault_that_a_plan_shows_is_found[fault] if {
	some fault, places in faults
	count(places - found(seed)) == 0
}

test_the_seed_has_no_other_finding if {
	found(seed) == union({places | some _, places in faults})
	count(faults) + count(unseen_faults) >= 12
}
