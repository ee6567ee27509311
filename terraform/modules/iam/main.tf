data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  # What an ARN of this account and region begins with, by service; IAM has no region and S3 neither.
  arn = {
    for service in [
      "acm", "application-autoscaling", "autoscaling", "dynamodb", "ec2", "ecr", "ecs", "elasticloadbalancing", "events", "kms", "logs", "rds",
      "scheduler", "secretsmanager", "sns", "sqs", "ssm", "wafv2",
    ] : service => "arn:${local.partition}:${service}:${var.region}:${local.account}"
  }

  iam = "arn:${local.partition}:iam::${local.account}"
  # Every role and profile but the pipeline's own lies under a path: a slash ends a name, so that slipway-prod has nothing of
  # slipway-prod-eu.
  path     = "/${coalesce(var.owner, var.name)}/"
  roles    = "${local.iam}:role${local.path}*"
  profiles = "${local.iam}:instance-profile${local.path}*"

  # The pipeline's roles can't be reached by that.
  ci_role_arns = [for role in ["apply", "plan", "release"] : "${local.iam}:role/${var.name}-ci-${role}"]

  # EC2 is the one service of these that goes by another name in China. Who passes it a role may meet either there.
  ec2_service  = local.partition == "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com"
  ec2_services = distinct(["ec2.amazonaws.com", local.ec2_service])

  cloudwatch = "arn:${local.partition}:cloudwatch"

  # Where the pipeline makes roles, they carry the boundary that its own policy insists on.
  boundary_arn = var.permissions_boundary_arn != null ? var.permissions_boundary_arn : one(aws_iam_policy.boundary[*].arn)
}
