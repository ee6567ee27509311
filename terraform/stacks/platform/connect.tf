# Services that call others (uses.services): a name, a way through the security groups, and who is deployed first.

locals {
  uses      = { for name, service in local.services : name => service.uses.services }
  used      = toset(flatten([for services in values(local.uses) : tolist(services)]))
  connected = setunion(local.used, [for name, services in local.uses : name if length(services) > 0])

  # Whom each calls, and whom those call, …: each step doubles how far it sees, up to 16 calls in a row.
  calls_2  = { for name, services in local.uses : name => setunion(services, [], [for used in services : local.uses[used]]...) }
  calls_4  = { for name, services in local.calls_2 : name => setunion(services, [], [for used in services : local.calls_2[used]]...) }
  calls_8  = { for name, services in local.calls_4 : name => setunion(services, [], [for used in services : local.calls_4[used]]...) }
  calls_16 = { for name, services in local.calls_8 : name => setunion(services, [], [for used in services : local.calls_8[used]]...) }

  ways = merge([for name, services in local.uses : { for used in services : "${name}:${used}" => { from = name, to = used } }]...)
}

# A task knows the names that were there when its deployment began, and no later ones. Terraform can't put the instances of one module into
# an order, so whoever applies does it in steps: a plan of module.service["NAME"].aws_ecs_service.this[0] alone (-target) for each of these
# that changes, the lowest order first, and then the rest of the plan. The pipeline does so in deploy and apply. This is applied last, so
# that what was interrupted is due again.
resource "terraform_data" "connect" {
  for_each = local.used

  # Who calls nobody comes before who calls it: whoever calls another calls all that the other calls, and the other.
  input = { order = length(local.calls_16[each.key]), port = var.services[each.key].port }

  lifecycle {
    precondition {
      condition     = !contains(local.calls_16[each.key], each.key)
      error_message = "${each.key} uses itself by way of ${join(", ", setsubtract([for name in local.calls_16[each.key] : name if contains(local.calls_16[name], each.key)], [each.key]))}: none of them can be deployed before the others. Take one out of uses.services, and have it call the load balancer, or be told by the other."
    }
  }

  depends_on = [module.service]
}

# From the one that calls to the one that is called, on its port, and nobody else. A load balancer's connections come another way.
resource "aws_vpc_security_group_ingress_rule" "connect" {
  for_each = local.ways

  security_group_id            = module.service[each.value.to].security_group_id
  description                  = "${each.value.from} to ${each.value.to}"
  ip_protocol                  = "tcp"
  from_port                    = var.services[each.value.to].port
  to_port                      = var.services[each.value.to].port
  referenced_security_group_id = module.service[each.value.from].security_group_id

  lifecycle {
    create_before_destroy = true # of another port, while tasks of both are there
  }
}

# Where egress_cidrs are narrow, the way out is this one.
resource "aws_vpc_security_group_egress_rule" "connect" {
  for_each = local.ways

  security_group_id            = module.service[each.value.from].security_group_id
  description                  = "${each.value.from} to ${each.value.to}"
  ip_protocol                  = "tcp"
  from_port                    = var.services[each.value.to].port
  to_port                      = var.services[each.value.to].port
  referenced_security_group_id = module.service[each.value.to].security_group_id

  lifecycle {
    create_before_destroy = true
  }
}
