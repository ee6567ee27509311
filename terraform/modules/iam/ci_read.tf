# What a plan of either stack reads: settings, never contents. No object of a bucket but the state, no item of a table, no secret's value,
# no parameter of the project. Both roles have it.
locals {
  ci_read = [
    {
      Sid       = "Unscoped"
      Effect    = "Allow"
      Action    = keys(local.unscoped.read)
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
    },
    {
      Sid    = "Containers"
      Effect = "Allow"
      Action = [
        "ec2:GetSecurityGroupsForVpc",
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer",
        "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy", "ecr:ListImageReferrers", "ecr:ListImages", "ecr:ListTagsForResource",
        "ecs:DescribeClusters", "ecs:DescribeContainerInstances", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions",
        "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListContainerInstances", "ecs:ListServiceDeployments", "ecs:ListTagsForResource",
        "application-autoscaling:ListTagsForResource",
      ]
      Resource = concat(
        [
          "${local.arn.ec2}:vpc/*",
          "${local.arn.ecr}:repository/${var.name}/*",
          "${local.arn.application-autoscaling}:scalable-target/*",
          "${local.arn.ecs}:cluster/${var.name}",
          "${local.arn.ecs}:capacity-provider/${var.name}",
          "${local.arn.ecs}:task-definition/${var.name}-*",
        ],
        [for kind in ["container-instance", "service", "service-deployment", "service-revision", "task"] : "${local.arn.ecs}:${kind}/${var.name}/*"],
      )
    },
    {
      Sid    = "Data"
      Effect = "Allow"
      Action = [
        "dynamodb:Describe*", "dynamodb:ListTagsOfResource",
        "rds:ListTagsForResource",
        "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
        "ssm:ListTagsForResource",
      ]
      Resource = [
        "${local.arn.dynamodb}:table/${var.name}-*",
        "${local.arn.rds}:db:${var.name}-*",
        "${local.arn.rds}:pg:${var.name}-*",
        "${local.arn.rds}:subgrp:${var.name}-*",
        "${local.arn.secretsmanager}:secret:${var.name}/*",
        "${local.arn.ssm}:parameter/${var.name}/*",
      ]
    },
    {
      # AWS publishes the newest image for container instances there.
      Sid      = "PublicParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter", "ssm:GetParameters"]
      Resource = ["arn:${local.partition}:ssm:${var.region}::parameter/aws/service/*"]
    },
    {
      # The firewall that a load balancer is given belongs to somebody else, under a name of their own.
      Sid    = "Firewall"
      Effect = "Allow"
      Action = ["wafv2:GetWebACL", "wafv2:GetWebACLForResource"]
      Resource = [
        "${local.arn.elasticloadbalancing}:loadbalancer/app/${var.name}/*",
        "${local.arn.wafv2}:regional/webacl/*",
      ]
    },
    {
      # A key has no name that could be scoped to; its policy is no secret.
      Sid      = "Keys"
      Effect   = "Allow"
      Action   = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"]
      Resource = ["${local.arn.kms}:key/*"]
    },
    {
      Sid    = "Watching"
      Effect = "Allow"
      Action = [
        "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
        "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
        "logs:ListTagsForResource",
        "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource",
      ]
      # Tags of each log group that has the name in it: a list of them would not fit beside the rest.
      Resource = concat(local.dashboards, [
        "${local.arn.logs}:log-group:*/${var.name}*",
        "${local.cloudwatch}:${var.region}:${local.account}:alarm:${var.name}-*",
        "${local.arn.events}:rule/${var.name}-*",
        "${local.arn.sns}:${var.name}-*",
      ])
    },
    {
      Sid    = "Roles"
      Effect = "Allow"
      Action = [
        "iam:GetInstanceProfile", "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListPolicyVersions", "iam:ListRolePolicies",
      ]
      Resource = concat(local.ci_role_arns, [
        local.profiles, local.roles,
        "${local.iam}:oidc-provider/${local.issuer}",
        "${local.iam}:policy/${var.name}-ci-*",
        "${local.iam}:policy/${var.name}-workloads",
      ])
    },
  ]

  # Both roles read them, and of objects the names: so by the whole names of the buckets, which end in the account.
  ci_read_buckets = [
    {
      Sid    = "Buckets"
      Effect = "Allow"
      Action = [
        "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:ListBucketVersions",
      ]
      Resource = concat([local.state], local.own_buckets, local.preview_buckets)
    },
    local.not_their_states,
  ]

  log_groups = flatten([
    for group in ["/aws/ecs/containerinsights/${var.name}/*", "/aws/rds/instance/${var.name}-*", "/ecs/${var.name}/*", "/ecs-exec/${var.name}", "/vpc/${var.name}/*"] :
    ["${local.arn.logs}:log-group:${group}", "${local.arn.logs}:log-group:${group}:*"]
  ])
}
