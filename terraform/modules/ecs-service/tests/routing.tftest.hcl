mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_load_balancer_finds_it_by_path" {
  command = apply

  assert {
    condition     = toset(one(aws_lb_listener_rule.this[0].condition).path_pattern[0].values) == toset(["/catalog", "/catalog/*"])
    error_message = "/catalog must take itself and what is below it, and not /catalogue."
  }

  assert {
    condition     = aws_lb_listener_rule.this[0].priority == 40769 && aws_lb_target_group.this[0].name == "slipway-test-catalog" && aws_lb_target_group.this[0].target_type == "ip"
    error_message = "The rule must have the priority that it was given and the group its service's name."
  }

  assert {
    condition = alltrue([
      for h in aws_lb_target_group.this[0].health_check :
      h.path == "/catalog/healthz" && h.healthy_threshold == 2 && (h.unhealthy_threshold - 1) * h.interval > 10 && h.timeout < h.interval
    ])
    error_message = "A task that pauses for 10 s is not unhealthy: so many checks in a row must fail that the first and the last are further apart."
  }

  assert {
    condition     = one(aws_ecs_service.this[0].load_balancer).container_name == "catalog" && one(aws_ecs_service.this[0].load_balancer).container_port == 8080
    error_message = "ECS must register the service's container with its port."
  }
}

run "ready_is_after_the_grace_period_and_the_checks_that_decide" {
  command = apply

  variables {
    health_check_grace_period = 120
    health_check_interval     = 10
    health_check_timeout      = 4
    healthy_threshold         = 3
  }

  assert {
    condition     = output.ready_seconds == 120 + 3 * 10 + 4
    error_message = "Whoever waits for a task must wait for the grace period, the checks that decide and the timeout of the last."
  }
}

run "thresholds_are_settings" {
  command = apply

  variables {
    health_check_interval = 5
    health_check_timeout  = 2
    healthy_threshold     = 4
    unhealthy_threshold   = 6
  }

  assert {
    condition     = one(aws_lb_target_group.this[0].health_check).unhealthy_threshold == 6 && one(aws_lb_target_group.this[0].health_check).healthy_threshold == 4
    error_message = "How many checks decide must be what was written."
  }
}

run "the_root_takes_the_rest" {
  command = apply

  variables {
    path = "/"
  }

  assert {
    condition     = toset(one(aws_lb_listener_rule.this[0].condition).path_pattern[0].values) == toset(["/*"])
    error_message = "/ must take every path."
  }
}

run "long_names_are_cut_to_what_a_target_group_may_have" {
  command = apply

  variables {
    name        = "recommendation-engine-v2"
    name_prefix = "slipway-production"
  }

  assert {
    condition     = length(aws_lb_target_group.this[0].name) <= 32 && can(regex("^slipway-production-reco-[0-9a-f]{8}$", aws_lb_target_group.this[0].name))
    error_message = "A long name must be cut and end in a hash, so that two of them differ."
  }
}

run "only_the_load_balancer_reaches_the_tasks" {
  command = apply

  assert {
    condition     = aws_vpc_security_group_ingress_rule.task["8080"].referenced_security_group_id == "sg-0loadbalancer" && aws_vpc_security_group_ingress_rule.task["8080"].from_port == 8080 && aws_vpc_security_group_ingress_rule.task["8080"].to_port == 8080 && aws_vpc_security_group_ingress_rule.task["8080"].cidr_ipv4 == null
    error_message = "Tasks must let in the load balancer on their port and nothing else."
  }
}

run "hosts_narrow_the_rule" {
  command = apply

  variables {
    hosts = ["shop.example.com", "*.shop.example.com"]
  }

  assert {
    condition     = toset(flatten([for c in aws_lb_listener_rule.this[0].condition : [for h in c.host_header : h.values]])) == toset(["shop.example.com", "*.shop.example.com"])
    error_message = "The rule must ask for the hosts."
  }

  assert {
    condition     = toset(flatten([for c in aws_lb_listener_rule.this[0].condition : [for p in c.path_pattern : p.values]])) == toset(["/catalog", "/catalog/*"])
    error_message = "With hosts the rule must still ask for the path."
  }
}

run "a_preview_has_names_that_aws_takes" {
  command = plan

  variables {
    name_prefix = "slipway-test--pr-12"
    ecs_name    = "pr-12--catalog"
    log_prefix  = "slipway-test/pr-12"
  }

  assert {
    condition     = can(regex("^slipway-test-pr-12-cata-[0-9a-f]{8}$", aws_lb_target_group.this[0].name))
    error_message = "A target group takes no two hyphens in a row, and the hash tells it from that of a neighbour: ${aws_lb_target_group.this[0].name}."
  }

  assert {
    condition     = aws_ecs_service.this[0].name == "pr-12--catalog" && aws_cloudwatch_log_group.this.name == "/ecs/slipway-test/pr-12/catalog"
    error_message = "On its base's cluster a preview's service has a name of its own, and its log lies below its base's."
  }
}
