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
	"an alarm takes instances away from 30 % CPU on": {["scale-in-when-idle", "aws_cloudwatch_metric_alarm.down"]},
	"the load balancer's group lets everything out": {["no-public-egress", "aws_security_group.alb"]},
	"two tables have one name": {["names-differ", "aws_dynamodb_table.items"], ["names-differ", "aws_dynamodb_table.lock"]},
	"keys of AWS are variables": {["no-plain-secrets", "var.access_key"], ["no-plain-secrets", "var.secret_key"]},
}

# What no rule sees, and why.
unseen_faults := {
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
