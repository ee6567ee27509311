# What changes while the service runs: the runs share one state, and each plan is one from the run before.
mock_provider "aws" {
  source = "./tests/mocks"
}

run "first" {
  command = apply
}

# An update in place, at the same address, would take the old tasks' port away while they serve.
run "another_port_is_another_rule" {
  command = plan

  variables {
    port = 9090
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.task) == ["9090"] && aws_vpc_security_group_ingress_rule.task["9090"].from_port == 9090
    error_message = "The rule of a new port must have an address of its own, so that the old one goes when the service has moved."
  }

  assert {
    condition     = aws_lb_target_group.this[0].arn == run.first.target_group_arn
    error_message = "A new port must leave the target group as it is: each task is registered with its own."
  }
}
