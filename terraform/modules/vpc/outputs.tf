output "vpc_id" {
  description = "Id of the VPC."
  value       = local.made ? aws_vpc.this[0].id : data.aws_vpc.existing[0].id
}

output "cidr" {
  description = "Addresses of the VPC."
  value       = local.made ? aws_vpc.this[0].cidr_block : data.aws_vpc.existing[0].cidr_block
}

output "availability_zones" {
  description = "Names of the availability zones in use, sorted."
  value       = sort(local.made ? tolist(local.zones) : keys(local.existing.private))
}

output "public_subnet_ids" {
  description = "Zone → id of its public subnet."
  value       = merge({ for zone, subnet in aws_subnet.public : zone => subnet.id }, { for zone, subnets in local.existing.public : zone => subnets[0].id })

  precondition {
    condition     = length(local.public_problems) == 0
    error_message = join(" ", local.public_problems)
  }

  # What stands in a subnet needs the subnet's way out: it is created after the route and destroyed before it.
  depends_on = [aws_route.internet, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "Zone → id of its private subnet."
  value       = merge({ for zone, subnet in aws_subnet.private : zone => subnet.id }, { for zone, subnets in local.existing.private : zone => subnets[0].id })

  precondition {
    condition     = length(local.private_problems) == 0
    error_message = join(" ", local.private_problems)
  }

  depends_on = [aws_route.nat, aws_route_table_association.private]
}

output "private_subnet_cidrs" {
  description = "Zone → addresses of its private subnet."
  value       = merge({ for zone, subnet in aws_subnet.private : zone => subnet.cidr_block }, { for zone, subnets in local.existing.private : zone => subnets[0].cidr_block })
}

output "nat_gateway_ids" {
  description = "Zone → id of its NAT gateway; one entry with single_nat_gateway, none in a network that exists."
  value       = { for zone, gateway in aws_nat_gateway.this : zone => gateway.id }
}

output "nat_public_ips" {
  description = "Zone → public address that the zone's outgoing connections come from, for others' allow lists."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}

output "gateway_endpoint_ids" {
  description = "Service → id of its gateway endpoint, for bucket and table policies that admit this VPC alone."
  value       = { for service, endpoint in aws_vpc_endpoint.gateway : service => endpoint.id }
}

output "interface_endpoint_ids" {
  description = "Service → id of its interface endpoint."
  value       = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id }
}

output "flow_log_group" {
  description = "Name of the log group that holds the flow logs; null without them."
  value       = one(aws_cloudwatch_log_group.flow[*].name)
}
