# A network that exists is looked at, and refused with what is wrong before anything is put into it.

data "aws_vpc" "existing" {
  count = local.made ? 0 : 1

  id = var.existing.vpc_id
}

data "aws_subnet" "existing" {
  for_each = setunion(try(var.existing.private_subnet_ids, []), try(var.existing.public_subnet_ids, []))

  id = each.key

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.existing.vpc_id
      error_message = "The subnet ${each.key} is in ${self.vpc_id}, and existing.vpc_id is ${var.existing.vpc_id}: write subnets of that VPC."
    }
  }
}

# A subnet that is associated with no route table has the VPC's main one.
data "aws_route_tables" "own" {
  for_each = data.aws_subnet.existing

  vpc_id = var.existing.vpc_id

  filter {
    name   = "association.subnet-id"
    values = [each.key]
  }
}

data "aws_route_tables" "main" {
  count = local.made ? 0 : 1

  vpc_id = var.existing.vpc_id

  filter {
    name   = "association.main"
    values = ["true"]
  }
}

data "aws_route_table" "existing" {
  for_each = data.aws_subnet.existing

  route_table_id = one(coalescelist(data.aws_route_tables.own[each.key].ids, data.aws_route_tables.main[0].ids))
}

locals {
  # Tier → zone → its subnets.
  existing = {
    for tier, ids in { public = try(var.existing.public_subnet_ids, []), private = try(var.existing.private_subnet_ids, []) } : tier => {
      for id in ids : data.aws_subnet.existing[id].availability_zone => data.aws_subnet.existing[id]...
    }
  }

  # Where a subnet sends what is for the internet: nothing, an internet gateway, or something else, such as a NAT or transit gateway.
  internet = {
    for id, table in data.aws_route_table.existing : id => [
      for route in table.routes : startswith(coalesce(route.gateway_id, "-"), "igw-") if route.cidr_block == "0.0.0.0/0"
    ]
  }

  crowded = { for tier, zones in local.existing : tier => [for zone, subnets in zones : "${zone} (${join(", ", subnets[*].id)})" if length(subnets) > 1] }

  private_problems = local.made ? [] : compact([
    length(local.existing.private) >= 2 ? "" : "The private subnets of existing are all in ${join(", ", keys(local.existing.private))}: write subnets in at least two zones, or the loss of a zone is the loss of everything.",
    length(local.crowded.private) == 0 ? "" : "These zones have more than one private subnet in existing: ${join("; ", local.crowded.private)}. Write one for each zone.",
    alltrue([for id in var.existing.private_subnet_ids : !contains(local.internet[id], true)]) ? "" : "These private subnets of existing have a route to an internet gateway: ${join(", ", [for id in var.existing.private_subnet_ids : id if contains(local.internet[id], true)])}. Tasks and databases there could be reached from outside: write subnets whose way out is a NAT gateway.",
  ])

  public_problems = local.made || length(local.existing.public) == 0 ? [] : compact([
    length(local.existing.public) >= 2 ? "" : "The public subnets of existing are all in ${join(", ", keys(local.existing.public))}: write subnets in at least two zones.",
    length(local.crowded.public) == 0 ? "" : "These zones have more than one public subnet in existing: ${join("; ", local.crowded.public)}. A load balancer takes one for each zone: write one.",
    alltrue([for id in var.existing.public_subnet_ids : contains(local.internet[id], true)]) ? "" : "These public subnets of existing have no route to an internet gateway: ${join(", ", [for id in var.existing.public_subnet_ids : id if !contains(local.internet[id], true)])}. Nobody would reach a load balancer there: write subnets that have one, or set load_balancer.internal.",
  ])
}

# Not an error: endpoints for all that instances and tasks ask can stand in for a way out.
check "way_out" {
  assert {
    condition     = local.made || alltrue([for id in try(var.existing.private_subnet_ids, []) : length(local.internet[id]) > 0])
    error_message = "These private subnets have no route out: ${join(", ", [for id in try(var.existing.private_subnet_ids, []) : id if length(local.internet[id]) == 0])}. Instances need ECS, ECR, S3, CloudWatch Logs, Secrets Manager and SSM: without a NAT gateway there must be an endpoint for each in the VPC."
  }
}
