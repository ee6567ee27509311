# The way out is to the subnets of the tasks, and each service (module ecs-service) lets the load balancer in on its own port. A
# rule here for each service would end at 60 of them, AWS's quota of rules in a group.
resource "aws_security_group" "this" {
  count = local.made ? 1 : 0

  name        = "${var.name}-alb"
  description = "Load balancer of ${var.name}: clients in, tasks out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-alb" })

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each = {
    for rule in setproduct(local.ports, var.ingress_cidrs) : "${rule[0]}-${rule[1]}" => { port = tonumber(rule[0]), cidr = rule[1] } if local.made
  }

  security_group_id = aws_security_group.this[0].id
  description       = "Clients to port ${each.value.port}"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  cidr_ipv4         = each.value.cidr
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "task" {
  for_each = { for zone, cidr in var.target_cidrs : zone => cidr if local.made }

  security_group_id = aws_security_group.this[0].id
  description       = "Load balancer to tasks in ${each.key}"
  ip_protocol       = "tcp"
  from_port         = 1
  to_port           = 65535
  cidr_ipv4         = each.value
  tags              = var.tags
}

resource "aws_wafv2_web_acl_association" "this" {
  count = local.made && var.web_acl_arn != null ? 1 : 0

  resource_arn = aws_lb.this[0].arn
  web_acl_arn  = var.web_acl_arn
}
