# The edges of single rules, beyond their two fixtures.
package slipway_test

task(container) := made("aws_ecs_task_definition.this", {"container_definitions": json.marshal([object.union(
	{"name": "a", "image": sprintf("a@sha256:%064d", [0]), "user": "1000", "readonlyRootFilesystem": true},
	container,
)])})

variable(name, value) := plan_of([task({"environment": [{"name": name, "value": value}]})])

test_secret_is_seen[name] if {
	some name, value in {
		"DB_PASSWORD": "x", "db-password": "x", "APITOKEN": "x", "API_KEY": "x", "KEY": "x", "SIGNING_KEYS": "x", "STRIPE_SECRET": "x",
		"A": "AKIAIOSFODNN7EXAMPLE", "B": "-----BEGIN EC PRIVATE KEY-----\nMHc", "C": "amqp://u:p@mq:5671/", "D": "Server=db;Password=x;",
		"E": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "F": "redis://:p@cache:6379",
	}
	found(variable(name, value)) == {["no-plain-secrets", "aws_ecs_task_definition.this"]}
}

test_what_is_no_secret_is_left_alone[name] if {
	some name, value in {
		"KEYCLOAK_URL": "https://login", "MONKEY": "x", "TOKEN_TTL": "3600", "SECRET_ARN": "x", "KEY_ID": "x", "JWT_PUBLIC_KEY": "x", "PASSWORD_FILE": "/run/p",
		"DB_PASSWORD": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "REQUIRE_TOKEN": "true", "PORT": "8080",
		"IMAGE_DIGEST": sprintf("sha256:%064d", [0]), "REVISION": "f5c0a3c2e9a7d1b4c6e8f0a2b4d6e8f0a2b4c6d8",
		"DATABASE_URL": "postgres://db:5432/orders?sslmode=require", "AT": "https://host/a:b@c",
	}
	found(variable(name, value)) == set()
}

test_a_variable_of_the_plan_is_read[name] if {
	some name, test in {
		"secret_key": {"value": "test", "want": 1}, "db_password": {"value": "x", "want": 1}, "region": {"value": "AKIAIOSFODNN7EXAMPLE", "want": 1},
		"hash_key": {"value": "id", "want": 0}, "token": {"value": "", "want": 0}, "api_key": {"value": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a", "want": 0},
	}
	count(found(object.union(plan_of([]), {"variables": {name: {"value": test.value}}}))) == test.want
}

test_root_is_root[user] if {
	some user in ["root", "0", "0:0", "root:root", "00", ""]
	found(plan_of([task({"user": user})])) == {["containers-locked-down", "aws_ecs_task_definition.this"]}
}

of_production := ["database-multi-az", "deletion-protected", "https-in-prod", "nat-per-zone"]

# A plan that says nothing of its tier, or something unknown, is one of production, whatever the environment is called.
test_all_but_a_test_is_production[name] if {
	some id in of_production
	some name, variables in {
		"no variables": {},
		"another name": {"environment": {"value": "live"}},
		"a name of old": {"environment": {"value": "staging"}},
		"production": {"tier": {"value": "production"}, "environment": {"value": "test"}},
		"a slip": {"tier": {"value": "Test"}},
		"null": {"tier": {"value": null}},
	}
	{rule | some [rule, _] in found(object.union(data.fixtures[id].fail, {"variables": variables}))} == {id}
}

test_a_test_is_asked_for_less[id] if {
	some id in of_production
	found(object.union(data.fixtures[id].fail, of_tier("test"))) == set()
}

test_backups_are_asked_for_everywhere[name] if {
	some name, test in {
		"production 6": {"in": "production", "days": 6, "found": 1}, "production 7": {"in": "production", "days": 7, "found": 0},
		"test 0": {"in": "test", "days": 0, "found": 1}, "test 1": {"in": "test", "days": 1, "found": 0},
	}
	database := made("aws_db_instance.this", {"backup_retention_period": test.days, "multi_az": true, "deletion_protection": true, "storage_encrypted": true})
	count(found(object.union(in_production([database]), of_tier(test["in"])))) == test.found
}

# What is in the group itself, or in the older kind of rule, or IPv6.
test_public_ingress_in_every_form[name] if {
	some name, rule in {
		"inline": made("aws_security_group.this", {"ingress": [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"]}]}),
		"rule": made("aws_security_group_rule.this", {"type": "ingress", "protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}),
		"ipv6": made("aws_vpc_security_group_ingress_rule.this", {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": null, "cidr_ipv6": "::/0"}),
	}
	found(plan_of([rule])) == {["no-public-ingress", rule.address]}
}

# Of a load balancer: what is in the group itself, or in the older kind of rule, or IPv6. A task's group may be as open.
test_public_egress_in_every_form[name] if {
	some name, rule in {
		"inline": made("aws_security_group.this", {"id": "sg-1", "egress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"]}]}),
		"rule": made("aws_security_group_rule.this", {"security_group_id": "sg-1", "type": "egress", "protocol": "tcp", "from_port": 0, "to_port": 65535, "cidr_blocks": ["128.0.0.0/1"]}),
		"ipv6": made("aws_vpc_security_group_egress_rule.this", {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_ipv4": null, "cidr_ipv6": "::/0"}),
	}
	balancer := made("aws_lb.this", {"load_balancer_type": "application", "security_groups": ["sg-1"]})
	found(plan_of([rule, balancer])) == {["no-public-egress", rule.address]}
	found(plan_of([rule])) == set()
}

# A killed run left a group with EC2's own way out, which the plan adopts and narrows: until the apply the group itself shows it still.
test_a_way_that_the_plan_takes_away_is_none[name] if {
	everywhere := {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": []}
	group := made("aws_security_group.this", {"id": "sg-1", "egress": [everywhere], "ingress": [everywhere]})
	balancer := made("aws_lb.this", {"load_balancer_type": "application", "security_groups": ["sg-1"]})
	before := {"security_group_id": "sg-1", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null, "from_port": null, "to_port": null}
	older := {"security_group_id": "sg-1", "type": "egress", "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"], "from_port": 0, "to_port": 0}
	both := {["no-public-egress", group.address], ["no-public-ingress", group.address]}
	some name, test in {
		"out, changed": {"type": "aws_vpc_security_group_egress_rule", "actions": ["update"], "before": before, "found": both - {["no-public-egress", group.address]}},
		"in, gone": {"type": "aws_vpc_security_group_ingress_rule", "actions": ["delete"], "before": before, "found": both - {["no-public-ingress", group.address]}},
		"the older kind": {"type": "aws_security_group_rule", "actions": ["delete"], "before": older, "found": both - {["no-public-egress", group.address]}},
		"it stays": {"type": "aws_vpc_security_group_egress_rule", "actions": ["no-op"], "before": before, "found": both},
		"of another group": {"type": "aws_vpc_security_group_egress_rule", "actions": ["update"], "before": object.union(before, {"security_group_id": "sg-2"}), "found": both},
		"at other ports": {"type": "aws_vpc_security_group_egress_rule", "actions": ["update"], "before": object.union(before, {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}), "found": both},
	}
	changes := [{"address": "x.this", "type": test.type, "change": {"actions": test.actions, "before": test.before, "after": {}, "after_unknown": {}}}]
	found(object.union(plan_of([group, balancer]), {"resource_changes": changes})) == test.found
}

test_a_way_that_moves_into_the_group_stays if {
	everywhere := {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": []}
	group := made("aws_security_group.this", {"id": "sg-1", "ingress": [everywhere]})
	before := {"security_group_id": "sg-1", "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null, "from_port": null, "to_port": null}
	changes := [{"address": "x.this", "type": "aws_vpc_security_group_ingress_rule", "change": {"actions": ["delete"], "before": before, "after": null, "after_unknown": {}}}]
	moved := object.union(configured([group], [block(group.address, {"ingress": [{"cidr_blocks": to([])}]})]), {"resource_changes": changes})
	found(moved) == {["no-public-ingress", group.address]}
}

test_half_of_the_internet_is_the_internet[cidr] if {
	some cidr in ["0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "2.0.0.0/7", "2000::/3", "2000::/4", "::/1", "2001::/15"]
	rule := made("aws_security_group_rule.this", {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [cidr]})
	found(plan_of([rule])) == {["no-public-ingress", rule.address]}
}

test_a_network_of_somebody_is_none[cidr] if {
	some cidr in ["10.0.0.0/8", "192.168.0.0/16", "203.0.113.7/32", "2001:db8::/32"]
	rule := made("aws_security_group_rule.this", {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [cidr]})
	found(plan_of([rule])) == set()
}

test_a_public_range_of_ports_is_too_wide if {
	balancer := made("aws_lb.this", {"load_balancer_type": "application", "security_groups": ["sg-1"]})
	rule := {"ip_protocol": "tcp", "cidr_ipv4": "0.0.0.0/0", "security_group_id": "sg-1"}
	narrow := made("aws_vpc_security_group_ingress_rule.this", object.union(rule, {"from_port": 80, "to_port": 80}))
	wide := made("aws_vpc_security_group_ingress_rule.this", object.union(rule, {"from_port": 80, "to_port": 443}))
	found(plan_of([balancer, narrow])) == set()
	found(plan_of([balancer, wide])) == {["no-public-ingress", "aws_vpc_security_group_ingress_rule.this"]}
}

policy(statement) := plan_of([made("aws_iam_policy.this", {"policy": json.marshal({"Statement": statement})})])

test_star_action_in_every_form[name] if {
	some name, statement in {
		"text": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::a"},
		"list": [{"Effect": "Allow", "Action": ["s3:GetObject", "*:*"], "Resource": "*"}],
		"all but": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}],
		"all but one": {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::a/*"},
		"all of IAM": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
		"all of S3": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:*"], "Resource": ["arn:aws:s3:::a", "*"]},
		"every bucket": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::*"},
	}
	found(policy(statement)) == {["no-star-action", "aws_iam_policy.this"]}
}

test_a_service_on_what_is_named_is_fine[name] if {
	some name, statement in {
		"a bucket": {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"]},
		"some actions": {"Effect": "Allow", "Action": ["dynamodb:*Item", "ecs:Describe*"], "Resource": "*"},
		"denied": {"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::a"},
	}
	found(policy(statement)) == set()
}

test_attached_policies_of_aws[name] if {
	some name, want in {
		"AdministratorAccess": {"no-star-action"}, "PowerUserAccess": {"no-star-action"}, "IAMFullAccess": {"no-star-action"},
		"AmazonS3ReadOnlyAccess": set(), "service-role/AmazonRDSEnhancedMonitoringRole": set(),
	}
	attachment := made("aws_iam_role_policy_attachment.this", {"policy_arn": sprintf("arn:aws:iam::aws:policy/%s", [name])})
	{id | some [id, _] in found(plan_of([attachment]))} == want
}

document(statement) := object.union(plan_of([]), {"resource_changes": [{
	"address": "data.aws_iam_policy_document.this",
	"mode": "data",
	"type": "aws_iam_policy_document",
	"change": {"actions": ["read"], "after": {"statement": [statement]}},
}]})

# The policy that is made of it is unknown before the apply.
test_a_document_that_waits_is_read if {
	found(document({"effect": "Allow", "actions": ["iam:*"], "resources": ["*"]})) == {["no-star-action", "data.aws_iam_policy_document.this"]}
	found(document({"effect": null, "actions": ["iam:PassRole"], "resources": ["*"]})) == {["pass-role-named", "data.aws_iam_policy_document.this"]}
	found(document({"actions": ["s3:*"], "resources": ["arn:aws:s3:::a/*"]})) == set()
	found(document({"actions": ["kms:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["arn:aws:iam::123456789012:root"]}]})) == set()
}

github(operator, value) := plan_of([made("aws_iam_role.this", {"assume_role_policy": json.marshal({"Statement": [{
	"Effect": "Allow",
	"Action": "sts:AssumeRoleWithWebIdentity",
	"Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
	"Condition": {operator: {"token.actions.githubusercontent.com:sub": value}},
}]})})])

test_a_subject_of_github_that_is_wide[value] if {
	some value in ["*", "repo:*", "repo:example/*", "repo:example/*:ref:refs/heads/main", "repo:example/shop:*", "repo:example/sh?p:pull_request"]
	found(github("ForAnyValue:StringLike", [value])) == {["trust-is-narrow", "aws_iam_role.this"]}
}

test_a_subject_of_github_that_is_narrow[value] if {
	some value in ["repo:example/shop:environment:prod", "repo:example/shop:ref:refs/*", "repo:example/shop:pull_request"]
	found(github("StringLike", value)) == set()
}

test_denying_everything_is_fine if found(policy({"Effect": "Deny", "Action": "*", "Resource": "*"})) == set()

single := made("aws_ecs_service.this", {"name": "worker", "scheduling_strategy": "REPLICA", "desired_count": 1})

test_one_task_is_enough_where_the_settings_say_so[name] if {
	some name, variables in {
		"this service": {"services": {"value": {"worker": {"allow_single_task": true}}}},
		"another": {"services": {"value": {"orders": {"allow_single_task": true}, "worker": {"allow_single_task": false}}}},
	}
	want := {"this service": set(), "another": {["two-tasks-per-service", "aws_ecs_service.this"]}}
	found(object.union(plan_of([single]), {"variables": variables})) == want[name]
}

test_one_task_is_enough_where_the_module_is_told_so[told] if {
	some told, want in {true: set(), false: {["two-tasks-per-service", "module.worker.aws_ecs_service.this"]}}
	service := object.union(single, {"address": "module.worker.aws_ecs_service.this"})
	planned := {"planned_values": {"root_module": {"child_modules": [{"address": "module.worker", "resources": [service]}]}}}
	call := {"expressions": {"allow_single_task": {"constant_value": told}}, "module": {}}
	found(object.union_n([planned, of_tier("test"), {"configuration": {"root_module": {"module_calls": {"worker": call}}}}])) == want
}

test_scaling_target_decides if {
	service := made("aws_ecs_service.this", {"name": "a", "scheduling_strategy": "REPLICA", "desired_count": 4})
	target := made("aws_appautoscaling_target.this", {"service_namespace": "ecs", "resource_id": "service/c/a", "min_capacity": 1})
	found(plan_of([service, target])) == {["two-tasks-per-service", "aws_ecs_service.this"]}
}

test_a_rule_on_the_http_listener_serves_over_http if {
	rule := made("aws_lb_listener_rule.this", {"listener_arn": "arn:http", "action": [{"type": "forward"}]})
	listener := made("aws_lb_listener.http", {"arn": "arn:http", "protocol": "HTTP", "load_balancer_arn": "arn:lb", "default_action": [{"type": "redirect", "redirect": [{"protocol": "HTTPS"}]}]})
	found(in_production([rule, listener])) == {["https-in-prod", "aws_lb_listener_rule.this"]}
}
