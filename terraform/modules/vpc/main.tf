data "aws_availability_zones" "available" {
  count = local.made && var.availability_zones == null ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"] # leaves out local zones, where neither ALB nor NAT can be counted on
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= var.az_count
      error_message = "az_count is ${var.az_count}, and ${var.region} has ${length(self.names)} availability zones for this account: write at most ${length(self.names)}, or choose another region."
    }
  }
}

data "aws_caller_identity" "current" {
  count = local.made ? 1 : 0
}

data "aws_partition" "current" {
  count = local.made ? 1 : 0
}

locals {
  # Of a network that exists nothing is made or changed: existing.tf only looks at it.
  made = var.existing == null

  zones = toset(
    !local.made ? [] : var.availability_zones != null
    ? var.availability_zones
    : slice(sort(data.aws_availability_zones.available[0].names), 0, var.az_count)
  )

  # A subnet's place comes from its zone's letter and never from a position in a list: zones come and go without
  # moving another zone's addresses. Eight public places, then eight private ones.
  place = { for zone in local.zones : zone => index(split("", "abcdefgh"), substr(zone, -1, 1)) }

  # With one gateway it stands in the first zone by name; all private subnets go out through it.
  first_zone = try(sort(tolist(local.zones))[0], null)
  nat_zones  = var.single_nat_gateway && local.made ? toset([local.first_zone]) : local.zones
}

resource "aws_vpc" "this" {
  count = local.made ? 1 : 0

  cidr_block           = var.cidr
  enable_dns_hostnames = var.dns_hostnames
  enable_dns_support   = true
  tags                 = merge(var.tags, { Name = var.name })
}

# Every resource names its security group; whatever forgets to falls into this one, which lets nothing through.
resource "aws_default_security_group" "closed" {
  count = local.made ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(var.tags, { Name = "${var.name}-default-closed" })
}

resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id            = aws_vpc.this[0].id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, 4, local.place[each.key])

  # The load balancer and the NAT gateways bring their own public addresses; nothing else belongs here.
  map_public_ip_on_launch = false

  tags = merge(var.tags, { Name = "${var.name}-public-${each.key}", Tier = "public" })
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id                  = aws_vpc.this[0].id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(var.cidr, 4, local.place[each.key] + 8)
  map_public_ip_on_launch = false

  tags = merge(var.tags, { Name = "${var.name}-private-${each.key}", Tier = "private" })
}
