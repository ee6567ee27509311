# Subnets: their zone, their VPC, and whether they are public.
package slipway.lib.network

import data.slipway.lib.plan
import data.slipway.lib.refs

# Undefined where the plan does not know it yet.
zone(subnet) := name if {
	name := subnet.values.availability_zone
	is_string(name)
} else := id if {
	id := subnet.values.availability_zone_id
	is_string(id)
} else := "a zone that AWS chooses" if {
	plan.is_unset(subnet, ["availability_zone"])
	plan.is_unset(subnet, ["availability_zone_id"])
}

vpc(subnet) := id if {
	id := subnet.values.vpc_id
	is_string(id)
} else := concat(" ", sort(refs.targets(subnet, ["vpc_id"], "aws_vpc")))

# A route table with a way to an internet gateway makes its subnets public.
public_tables contains table if {
	some route in plan.by_type.aws_route
	to_internet(route, ["gateway_id"])
	some table in refs.targets(route, ["route_table_id"], "aws_route_table")
}

public_tables contains address if {
	some address, table in plan.by_type.aws_route_table
	to_internet(table, ["route", "gateway_id"])
}

to_internet(resource, path) if {
	some name in refs.names(resource, path, "aws_internet_gateway")
	regex.match(`^igw-|(^|\.)aws_internet_gateway\.`, name)
}

public_subnets contains subnet if {
	some association in plan.by_type.aws_route_table_association
	some table in refs.targets(association, ["route_table_id"], "aws_route_table")
	table in public_tables
	some subnet in refs.targets(association, ["subnet_id"], "aws_subnet")
}

tier(address) := "public" if {
	address in public_subnets
} else := "private"

# VPC → tier → addresses of the subnets.
tiers[vpc(subnet)][tier(address)] contains address if some address, subnet in plan.by_type.aws_subnet
