# Roles of the environment, each under the boundary; and what the pipeline must not touch although its name begins alike.
locals {
  own_boundary = { StringEquals = { "iam:PermissionsBoundary" = "${local.iam}:policy/${var.name}-workloads" } }

  role_settings = [
    for action in ["AttachRolePolicy", "DeleteRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"] :
    "iam:${action}"
  ]

  ci_roles = [
    {
      Sid       = "MakeRoles"
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      Resource  = [local.roles]
      Condition = local.own_boundary
    },
    {
      # AWS's policy for enhanced monitoring of databases is the only ready one that the modules use.
      Sid      = "AttachPolicies"
      Effect   = "Allow"
      Action   = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
      Resource = [local.roles]
      Condition = merge(local.own_boundary, {
        ArnEquals = { "iam:PolicyARN" = ["arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"] }
      })
    },
    {
      Sid      = "ChangeRoles"
      Effect   = "Allow"
      Action   = [for action in ["DeleteRole", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"] : "iam:${action}"]
      Resource = [local.roles]
    },
    {
      Sid      = "InstanceProfiles"
      Effect   = "Allow"
      Action   = [for action in ["AddRoleToInstanceProfile", "CreateInstanceProfile", "DeleteInstanceProfile", "RemoveRoleFromInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile"] : "iam:${action}"]
      Resource = [local.profiles]
    },
    {
      Sid       = "PassRoles"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = [local.roles]
      Condition = { StringEquals = { "iam:PassedToService" = concat(local.ec2_services, ["ecs-tasks.amazonaws.com", "monitoring.rds.amazonaws.com", "scheduler.amazonaws.com", "vpc-flow-logs.amazonaws.com"]) } }
    },
    {
      # Preflight asks whether the roles with which ECS starts tasks may read their secrets. An answer changes nothing.
      Sid      = "AskWhatRolesMay"
      Effect   = "Allow"
      Action   = ["iam:SimulatePrincipalPolicy"]
      Resource = [local.roles]
    },
    {
      # Roles that services make for themselves in a new account.
      Sid       = "ServiceRoles"
      Effect    = "Allow"
      Action    = ["iam:CreateServiceLinkedRole"]
      Resource  = ["${local.iam}:role/aws-service-role/*"]
      Condition = { StringEquals = { "iam:AWSServiceName" = ["autoscaling.amazonaws.com", "ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com", "elasticloadbalancing.amazonaws.com", "rds.amazonaws.com", "spot.amazonaws.com"] } }
    },
  ]

  ci_guard = concat(local.neighbours, [
    {
      Sid      = "NotItsOwnRoles"
      Effect   = "Deny"
      Action   = concat(["iam:PassRole"], local.role_settings)
      Resource = local.ci_role_arns
    },
    {
      Sid      = "NotTheStateBucket"
      Effect   = "Deny"
      Action   = concat(["s3:DeleteBucket"], local.bucket_settings)
      Resource = [local.state]
    },
    {
      # A person applies the stack bootstrap.
      Sid      = "NotTheBootstrap"
      Effect   = "Deny"
      Action   = ["s3:DeleteObject", "s3:PutObject"]
      Resource = ["${local.state}/bootstrap/*"]
    },
    {
      Sid      = "NotTheLockTable"
      Effect   = "Deny"
      Action   = concat(["dynamodb:DeleteTable"], local.table_settings)
      Resource = [local.lock]
    },
  ])
}
