locals {
  # A target group's name has 32 characters at most, and no two hyphens in a row, as a preview's has; another one is cut and ends in a hash
  # of the whole.
  target_group_fits = length(local.full_name) <= 32 && !strcontains(local.full_name, "--")
  target_group_cut  = "${trimsuffix(substr(replace(local.full_name, "--", "-"), 0, 23), "-")}-${substr(sha256(local.full_name), 0, 8)}"
  target_group_name = local.target_group_fits ? local.full_name : local.target_group_cut

  # "/catalog" is the service's own path and all below it, but not /catalogue.
  path_patterns = !local.web ? [] : var.path == "/" ? ["/*"] : [var.path, "${var.path}/*"]
}

resource "aws_lb_target_group" "this" {
  # checkov:skip=CKV_AWS_378:TLS ends at the load balancer; the tasks take connections from it alone, inside the VPC
  count = local.web ? 1 : 0

  name        = local.target_group_name
  vpc_id      = var.vpc_id
  target_type = "ip"
  protocol    = "HTTP"
  tags        = local.tags

  # ECS registers every task with its own port, which is what health checks and requests use. This one is a formality
  # whose change would replace the group, so it does not follow the service's.
  port = 80

  deregistration_delay          = var.deregistration_delay
  load_balancing_algorithm_type = "least_outstanding_requests"

  health_check {
    path                = var.health_path
    port                = "traffic-port"
    protocol            = "HTTP"
    matcher             = "200"
    interval            = var.health_check_interval
    timeout             = var.health_check_timeout
    healthy_threshold   = var.healthy_threshold
    unhealthy_threshold = var.unhealthy_threshold
  }
}

resource "aws_lb_listener_rule" "this" {
  count = local.web ? 1 : 0

  listener_arn = var.listener_arn
  priority     = var.priority
  tags         = local.tags

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  condition {
    path_pattern {
      values = local.path_patterns
    }
  }

  dynamic "condition" {
    for_each = length(var.hosts) > 0 ? ["hosts"] : []

    content {
      host_header {
        values = var.hosts
      }
    }
  }

  lifecycle {
    # With a certificate the rules move to another listener: there first, or their paths answer 404 in between.
    create_before_destroy = true
  }
}

# The tasks take connections from the load balancer and from nothing else; a worker's and a job's from nobody.
resource "aws_security_group" "this" {
  name        = local.full_name
  description = "Tasks of ${local.full_name}: the load balancer in"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = local.full_name })

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}

# By port, and the new one first: changed in place, the rule would close the way to the old tasks before new ones are there.
resource "aws_vpc_security_group_ingress_rule" "task" {
  for_each = toset([for port in [var.port] : tostring(port) if local.web])

  security_group_id            = aws_security_group.this.id
  description                  = "Load balancer to ${var.name}"
  ip_protocol                  = "tcp"
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
  referenced_security_group_id = var.load_balancer_security_group_id
  tags                         = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "task" {
  for_each = var.egress_cidrs

  security_group_id = aws_security_group.this.id
  description       = "${var.name} to ${each.key}"
  ip_protocol       = "-1"
  cidr_ipv4         = each.key
  tags              = local.tags
}
