output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Addresses of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "Names of the availability zones in use, sorted."
  value       = sort(tolist(local.zones))
}

output "public_subnet_ids" {
  description = "Zone → id of its public subnet."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }

  # What stands in a subnet needs the subnet's way out: it is created after the route and destroyed before it.
  depends_on = [aws_route.internet, aws_route_table_association.public]
}

output "private_subnet_ids" {
  description = "Zone → id of its private subnet."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }

  depends_on = [aws_route.nat, aws_route_table_association.private]
}

output "private_subnet_cidrs" {
  description = "Zone → addresses of its private subnet."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block }
}

output "nat_gateway_ids" {
  description = "Zone → id of its NAT gateway; one entry with single_nat_gateway."
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
