# What AWS calls the services. In most partitions each name begins with com.amazonaws. In China it is cn.com.amazonaws of some, and there AWS
# is asked which.
locals {
  plain_names = local.made ? contains(["aws", "aws-us-gov"], data.aws_partition.current[0].partition) : false

  endpoint_services = { for service in setunion(var.gateway_endpoints, var.interface_endpoints) : service => (
    local.plain_names ? "com.amazonaws.${var.region}.${service}" : data.aws_vpc_endpoint_service.named[service].service_name
  ) if local.made }
}

data "aws_vpc_endpoint_service" "named" {
  for_each = local.made && !local.plain_names ? setunion(var.gateway_endpoints, var.interface_endpoints) : []

  service_type = contains(var.gateway_endpoints, each.key) ? "Gateway" : "Interface"

  filter {
    name   = "service-name"
    values = [for prefix in distinct(["com.amazonaws", data.aws_partition.current[0].reverse_dns_prefix]) : "${prefix}.${var.region}.${each.key}"]
  }
}

# Gateway endpoints cost nothing and keep S3, which holds ECR's image layers, and DynamoDB off the NAT gateways, which
# charge by the gigabyte.
resource "aws_vpc_endpoint" "gateway" {
  for_each = local.made ? var.gateway_endpoints : []

  vpc_id            = aws_vpc.this[0].id
  service_name      = local.endpoint_services[each.key]
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]
  policy            = local.endpoint_policies[each.key]
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

moved {
  from = aws_vpc_endpoint.s3
  to   = aws_vpc_endpoint.gateway["s3"]
}

# One network interface in each zone. Private DNS lets the AWS SDKs find them without being told.
resource "aws_vpc_endpoint" "interface" {
  for_each = local.made ? var.interface_endpoints : []

  vpc_id              = aws_vpc.this[0].id
  service_name        = local.endpoint_services[each.key]
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints[0].id]
  private_dns_enabled = true
  policy              = lookup(local.endpoint_policies, each.key, null)
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })

  # An endpoint takes its names over at once: the way in must stand before it does.
  depends_on = [aws_vpc_security_group_ingress_rule.endpoints]
}

# No way out: an endpoint answers and never asks.
resource "aws_security_group" "endpoints" {
  count = local.made && length(var.interface_endpoints) > 0 ? 1 : 0

  name        = "${var.name}-endpoints"
  description = "Interface endpoints of ${var.name}: HTTPS from the VPC in"
  vpc_id      = aws_vpc.this[0].id
  tags        = merge(var.tags, { Name = "${var.name}-endpoints" })

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  count = local.made && length(var.interface_endpoints) > 0 ? 1 : 0

  security_group_id = aws_security_group.endpoints[0].id
  description       = "HTTPS from the VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = aws_vpc.this[0].cidr_block
  tags              = var.tags
}
