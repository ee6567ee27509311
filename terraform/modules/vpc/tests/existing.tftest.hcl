mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_vpc" {
    defaults = { id = "vpc-0aaaaaaaaaaaaaaaa", cidr_block = "10.9.0.0/16" }
  }

  mock_data "aws_route_tables" {
    defaults = { ids = ["rtb-0aaaaaaaaaaaaaaaa"] }
  }

  mock_data "aws_route_table" {
    defaults = { routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "", nat_gateway_id = "nat-0aaaaaaaaaaaaaaaa" }] }
  }
}

variables {
  existing = {
    vpc_id             = "vpc-0aaaaaaaaaaaaaaaa"
    private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
    public_subnet_ids  = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
  }
}

override_data {
  target = data.aws_subnet.existing["subnet-0aaaaaaaaaaaaaaa1"]
  values = { id = "subnet-0aaaaaaaaaaaaaaa1", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", availability_zone = "eu-west-1a", cidr_block = "10.9.1.0/24" }
}

override_data {
  target = data.aws_subnet.existing["subnet-0aaaaaaaaaaaaaaa2"]
  values = { id = "subnet-0aaaaaaaaaaaaaaa2", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", availability_zone = "eu-west-1b", cidr_block = "10.9.2.0/24" }
}

override_data {
  target = data.aws_subnet.existing["subnet-0bbbbbbbbbbbbbbb1"]
  values = { id = "subnet-0bbbbbbbbbbbbbbb1", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", availability_zone = "eu-west-1a", cidr_block = "10.9.3.0/24" }
}

override_data {
  target = data.aws_subnet.existing["subnet-0bbbbbbbbbbbbbbb2"]
  values = { id = "subnet-0bbbbbbbbbbbbbbb2", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", availability_zone = "eu-west-1b", cidr_block = "10.9.4.0/24" }
}

override_data {
  target = data.aws_route_table.existing["subnet-0bbbbbbbbbbbbbbb1"]
  values = { routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "igw-0aaaaaaaaaaaaaaaa" }] }
}

override_data {
  target = data.aws_route_table.existing["subnet-0bbbbbbbbbbbbbbb2"]
  values = { routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "igw-0aaaaaaaaaaaaaaaa" }] }
}

run "nothing_is_made_in_a_network_that_exists" {
  command = plan

  assert {
    condition = length(concat(
      aws_vpc.this, aws_default_security_group.closed, values(aws_subnet.private), values(aws_subnet.public), aws_internet_gateway.this,
      aws_route_table.public, values(aws_route_table.private), aws_route.internet, values(aws_route.nat), values(aws_nat_gateway.this),
      values(aws_eip.nat), values(aws_vpc_endpoint.gateway), aws_flow_log.this, aws_cloudwatch_log_group.flow,
    )) == 0
    error_message = "Of a network that exists nothing may be made, changed or taken over."
  }

  assert {
    condition     = output.vpc_id == "vpc-0aaaaaaaaaaaaaaaa" && output.cidr == "10.9.0.0/16" && output.private_subnet_ids == { eu-west-1a = "subnet-0aaaaaaaaaaaaaaa1", eu-west-1b = "subnet-0aaaaaaaaaaaaaaa2" }
    error_message = "What others need of the network must be that of the one that exists."
  }

  assert {
    condition     = output.public_subnet_ids == { eu-west-1a = "subnet-0bbbbbbbbbbbbbbb1", eu-west-1b = "subnet-0bbbbbbbbbbbbbbb2" } && output.private_subnet_cidrs == { eu-west-1a = "10.9.1.0/24", eu-west-1b = "10.9.2.0/24" }
    error_message = "Subnets must be found with their zones and addresses."
  }
}

run "refuses_private_subnets_that_are_public" {
  command = plan

  override_data {
    target = data.aws_route_table.existing["subnet-0aaaaaaaaaaaaaaa1"]
    values = { routes = [{ cidr_block = "0.0.0.0/0", gateway_id = "igw-0aaaaaaaaaaaaaaaa" }] }
  }

  expect_failures = [output.private_subnet_ids]
}

run "refuses_public_subnets_that_nobody_reaches" {
  command = plan

  override_data {
    target = data.aws_route_table.existing["subnet-0bbbbbbbbbbbbbbb2"]
    values = { routes = [] }
  }

  expect_failures = [output.public_subnet_ids]
}

run "refuses_private_subnets_in_one_zone" {
  command = plan

  override_data {
    target = data.aws_subnet.existing["subnet-0aaaaaaaaaaaaaaa2"]
    values = { id = "subnet-0aaaaaaaaaaaaaaa2", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", availability_zone = "eu-west-1a", cidr_block = "10.9.2.0/24" }
  }

  expect_failures = [output.private_subnet_ids]
}

run "refuses_a_subnet_of_another_network" {
  command = plan

  override_data {
    target = data.aws_subnet.existing["subnet-0aaaaaaaaaaaaaaa2"]
    values = { id = "subnet-0aaaaaaaaaaaaaaa2", vpc_id = "vpc-0bbbbbbbbbbbbbbbb", availability_zone = "eu-west-1b", cidr_block = "10.9.2.0/24" }
  }

  expect_failures = [data.aws_subnet.existing]
}

run "says_that_there_is_no_way_out" {
  command = plan

  override_data {
    target = data.aws_route_table.existing["subnet-0aaaaaaaaaaaaaaa2"]
    values = { routes = [] }
  }

  expect_failures = [check.way_out]
}

run "refuses_one_subnet" {
  command = plan

  variables {
    existing = { vpc_id = "vpc-0aaaaaaaaaaaaaaaa", private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1"] }
  }

  expect_failures = [var.existing]
}

run "refuses_a_subnet_that_is_both" {
  command = plan

  variables {
    existing = {
      vpc_id             = "vpc-0aaaaaaaaaaaaaaaa"
      private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
      public_subnet_ids  = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0bbbbbbbbbbbbbbb2"]
    }
  }

  expect_failures = [var.existing]
}
