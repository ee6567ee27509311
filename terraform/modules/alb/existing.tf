# A load balancer that exists is looked at, and refused with what is wrong before a service puts a rule on it.

data "aws_lb_listener" "existing" {
  count = local.made ? 0 : 1

  arn = var.existing.listener_arn
}

data "aws_lb" "existing" {
  count = local.made ? 0 : 1

  arn = data.aws_lb_listener.existing[0].load_balancer_arn

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "The load balancer ${self.name} of existing.listener_arn is in ${self.vpc_id}, and the tasks are in ${var.vpc_id}: it would not reach them. Write a listener of a load balancer in that VPC."
    }

    postcondition {
      condition     = contains(self.security_groups, var.existing.security_group_id)
      error_message = "The load balancer ${self.name} does not have the security group ${var.existing.security_group_id}: tasks would not let it in. Write one of its own: ${join(", ", self.security_groups)}."
    }
  }
}

data "aws_vpc_security_group_rules" "existing" {
  count = local.made ? 0 : 1

  filter {
    name   = "group-id"
    values = [var.existing.security_group_id]
  }
}

data "aws_vpc_security_group_rule" "existing" {
  for_each = toset(flatten(data.aws_vpc_security_group_rules.existing[*].ids))

  security_group_rule_id = each.key
}

# Whether a rule covers the tasks' subnets can't be told of prefix lists and groups; that there is none at all can.
check "way_to_tasks" {
  assert {
    condition     = local.made || anytrue([for rule in data.aws_vpc_security_group_rule.existing : rule.is_egress])
    error_message = "The security group ${try(var.existing.security_group_id, "")} has no rule for outgoing traffic, so that the load balancer reaches no task: its owner must allow TCP to ${join(", ", values(var.target_cidrs))}."
  }
}
