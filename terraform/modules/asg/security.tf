# Nothing connects to an instance: tasks have network interfaces and security groups of their own.
resource "aws_security_group" "this" {
  count = var.enabled ? 1 : 0

  name        = "${var.name}-instance"
  description = "Container instances of ${var.name}: nothing in, the AWS APIs and the registry out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-instance" })

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}

# trivy:ignore:AWS-0104 AWS and package mirrors have no fixed addresses; only 443, and through the NAT gateways
resource "aws_vpc_security_group_egress_rule" "this" {
  count = var.enabled ? 1 : 0

  security_group_id = aws_security_group.this[0].id
  description       = "AWS APIs, image layers and package updates"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
  tags              = var.tags
}
