mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_availability_zones" {
    # Not in order: the module must not rest on the order in which AWS names them.
    defaults = { names = ["eu-west-1c", "eu-west-1a", "eu-west-1b"] }
  }
}

run "two_zones_four_subnets" {
  command = plan

  assert {
    condition     = output.availability_zones == tolist(["eu-west-1a", "eu-west-1b"])
    error_message = "By default the first two zones by name must be taken."
  }

  assert {
    condition = { for z, s in aws_subnet.public : z => s.cidr_block } == {
      eu-west-1a = "10.0.0.0/20", eu-west-1b = "10.0.16.0/20"
    }
    error_message = "Public subnets must stand where their zones' letters put them."
  }

  assert {
    condition = { for z, s in aws_subnet.private : z => s.cidr_block } == {
      eu-west-1a = "10.0.128.0/20", eu-west-1b = "10.0.144.0/20"
    }
    error_message = "Private subnets must stand eight places after the public ones."
  }

  assert {
    condition     = alltrue([for s in concat(values(aws_subnet.public), values(aws_subnet.private)) : !s.map_public_ip_on_launch])
    error_message = "No subnet may give out public addresses by itself."
  }
}

run "a_nat_gateway_a_zone" {
  command = apply

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(["eu-west-1a", "eu-west-1b"])
    error_message = "Every zone must have its NAT gateway."
  }

  assert {
    condition     = alltrue([for z, r in aws_route.nat : r.nat_gateway_id == aws_nat_gateway.this[z].id && r.route_table_id == aws_route_table.private[z].id])
    error_message = "Each zone must go out through its own gateway."
  }

  assert {
    condition     = alltrue([for z, g in aws_nat_gateway.this : g.subnet_id == aws_subnet.public[z].id])
    error_message = "Each gateway must stand in its zone's public subnet."
  }

  assert {
    condition     = alltrue([for z, a in aws_route_table_association.private : a.route_table_id == aws_route_table.private[z].id && a.subnet_id == aws_subnet.private[z].id])
    error_message = "Each private subnet must use its zone's table."
  }

  assert {
    condition     = { for z, s in aws_subnet.private : z => s.cidr_block } == output.private_subnet_cidrs
    error_message = "The addresses of each private subnet must be there for others' rules."
  }
}

run "the_default_security_group_is_closed" {
  command = apply

  assert {
    condition     = length(aws_default_security_group.closed[0].ingress) == 0 && length(aws_default_security_group.closed[0].egress) == 0
    error_message = "The default security group must let nothing in or out."
  }
}

run "one_nat_gateway_on_request" {
  command = apply

  variables {
    single_nat_gateway = true
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && length(aws_eip.nat) == 1
    error_message = "A single gateway must be one, in the first zone."
  }

  assert {
    condition     = length(aws_route.nat) == 2 && alltrue([for r in aws_route.nat : r.nat_gateway_id == aws_nat_gateway.this["eu-west-1a"].id])
    error_message = "Both zones must go out through the single gateway."
  }
}

run "another_zone_moves_no_addresses" {
  command = plan

  variables {
    availability_zones = ["eu-west-1c", "eu-west-1b"]
  }

  assert {
    condition     = aws_subnet.private["eu-west-1b"].cidr_block == "10.0.144.0/20" && aws_subnet.private["eu-west-1c"].cidr_block == "10.0.160.0/20"
    error_message = "A zone's addresses must not depend on which other zones are in use."
  }
}

run "refuses_what_is_not_highly_available_or_no_network" {
  command = plan

  variables {
    name     = "Slipway"
    region   = "eu-west-1a"
    cidr     = "10.0.0.7/16"
    az_count = 1
  }

  expect_failures = [var.name, var.region, var.cidr, var.az_count]
}

run "refuses_a_network_too_small_for_tasks" {
  command = plan

  variables {
    cidr = "10.0.0.0/24"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_network_larger_than_a_vpc" {
  command = plan

  variables {
    cidr = "10.0.0.0/8"
  }

  expect_failures = [var.cidr]
}

run "refuses_more_zones_than_the_region_has" {
  command = plan

  variables {
    az_count = 4
  }

  expect_failures = [data.aws_availability_zones.available]
}

run "refuses_a_single_zone_and_foreign_zones" {
  command = plan

  variables {
    availability_zones = ["us-east-1a"]
  }

  expect_failures = [var.availability_zones]
}
