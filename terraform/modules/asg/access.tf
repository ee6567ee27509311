resource "aws_iam_role" "this" {
  name        = "${var.name}-instance"
  description = "Container instances of ${var.name}: the ECS agent, and a shell by Session Manager instead of SSH"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ec2.amazonaws.com" }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = {
    ecs = "service-role/AmazonEC2ContainerServiceforEC2Role"
    ssm = "AmazonSSMManagedInstanceCore"
  }

  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_instance_profile" "this" {
  name = "${var.name}-instance"
  role = aws_iam_role.this.name
  tags = var.tags
}

# Nothing connects to an instance: tasks have network interfaces and security groups of their own.
resource "aws_security_group" "this" {
  name        = "${var.name}-instance"
  description = "Container instances of ${var.name}: nothing in, the AWS APIs and the registry out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-instance" })
}

resource "aws_vpc_security_group_egress_rule" "this" {
  security_group_id = aws_security_group.this.id
  description       = "AWS APIs, image layers and package updates"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
  tags              = var.tags
}
