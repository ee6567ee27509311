# The role of the container instances. AWS has a ready policy for each half of it, and both reach too far: the one of ECS
# every cluster, every repository and every log of the account, the one of Session Manager every SSM parameter.
locals {
  cluster_arn = "${local.arn.ecs}:cluster/${coalesce(var.cluster_name, var.name)}"
  members     = "${local.arn.ecs}:container-instance/${coalesce(var.cluster_name, var.name)}/*"

  instance_statements = [
    {
      Sid      = "JoinCluster"
      Effect   = "Allow"
      Action   = ["ecs:DeregisterContainerInstance", "ecs:RegisterContainerInstance", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange"]
      Resource = [local.cluster_arn]
    },
    {
      Sid       = "TakeOrders"
      Effect    = "Allow"
      Action    = ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"]
      Resource  = [local.members]
      Condition = { ArnEquals = { "ecs:cluster" = local.cluster_arn } }
    },
    {
      Sid       = "TagItself"
      Effect    = "Allow"
      Action    = ["ecs:TagResource"]
      Resource  = [local.members]
      Condition = { StringEquals = { "ecs:CreateAction" = "RegisterContainerInstance" } }
    },
    {
      Sid      = "ReadTags"
      Effect   = "Allow"
      Action   = ["ecs:ListTagsForResource"]
      Resource = [local.members, "${local.arn.ecs}:task/${coalesce(var.cluster_name, var.name)}/*"]
    },
    {
      Sid      = "BeKnownToSessionManager"
      Effect   = "Allow"
      Action   = ["ssm:UpdateInstanceInformation"]
      Resource = ["${local.arn.ec2}:instance/*"]
    },
    {
      Sid      = "Unscoped"
      Effect   = "Allow"
      Action   = keys(local.unscoped.instance)
      Resource = ["*"]
    },
  ]
}

resource "aws_iam_role" "instance" {
  count = var.instance ? 1 : 0

  name                 = "${var.name}-instance"
  path                 = local.path
  description          = "Container instances of ${var.name}: the ECS agent, and a shell by Session Manager instead of SSH"
  permissions_boundary = local.boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = local.ec2_service }
      },
    ]
  })
}

# Images and logs are not among it: the agent pulls and writes with the execution role of each task.
resource "aws_iam_role_policy" "instance" {
  count = var.instance ? 1 : 0

  name   = "container-instance"
  role   = aws_iam_role.instance[0].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.instance_statements })
}

resource "aws_iam_instance_profile" "this" {
  count = var.instance ? 1 : 0

  name = "${var.name}-instance"
  path = local.path
  role = aws_iam_role.instance[0].name
  tags = var.tags
}
