mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  ci = {
    repository        = "example/shop"
    environments      = ["staging"]
    state_bucket      = "slipway-test-state-123456789012"
    lock_table        = "slipway-test-lock"
    state_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    environment_tags  = { Project = "slipway", Environment = "test" }
  }

  # What plans of both stacks read, each with a resource that it is read of; for the tests alone. The caller's own identity
  # (STS) needs no permission.
  reads = [
    # both states, the checksum beside the lock, and the key of both
    "s3:ListBucket arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetObject arn:aws:s3:::slipway-test-state-123456789012/bootstrap/terraform.tfstate",
    "s3:GetObject arn:aws:s3:::slipway-test-state-123456789012/platform/terraform.tfstate",
    "dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock",

    # the ledger of releases; who holds the environment is an item of that table
    "s3:GetObject arn:aws:s3:::slipway-test-state-123456789012/releases/7/end.json",
    "kms:Decrypt arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",

    # the stack bootstrap
    "s3:GetBucketLocation arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetBucketVersioning arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetBucketPolicy arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetBucketPublicAccessBlock arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetBucketOwnershipControls arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetBucketTagging arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetEncryptionConfiguration arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetLifecycleConfiguration arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetReplicationConfiguration arn:aws:s3:::slipway-test-state-123456789012",
    "s3:GetAccelerateConfiguration arn:aws:s3:::slipway-test-state-123456789012",
    "dynamodb:DescribeTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock",
    "dynamodb:DescribeContinuousBackups arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock",
    "dynamodb:DescribeTimeToLive arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock",
    "dynamodb:ListTagsOfResource arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock",
    "ecr:DescribeRepositories arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:GetLifecyclePolicy arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:ListTagsForResource arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "iam:GetOpenIDConnectProvider arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    "iam:GetRole arn:aws:iam::123456789012:role/slipway-test-ci-apply",
    "iam:ListRolePolicies arn:aws:iam::123456789012:role/slipway-test-ci-plan",
    "iam:ListAttachedRolePolicies arn:aws:iam::123456789012:role/slipway-test-ci-plan",
    "iam:GetPolicy arn:aws:iam::123456789012:policy/slipway-test-workloads",
    "iam:GetPolicyVersion arn:aws:iam::123456789012:policy/slipway-test-ci-read",

    # images: whether they are there, and who signed them
    "ecr:GetAuthorizationToken *",
    "ecr:DescribeImages arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:BatchGetImage arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:ListImageReferrers arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:GetDownloadUrlForLayer arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",
    "ecr:BatchCheckLayerAvailability arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog",

    # its secrets, which the stack platform finds by name
    "secretsmanager:DescribeSecret arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key-AbCdEf",
    "secretsmanager:GetResourcePolicy arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key-AbCdEf",
    "secretsmanager:ListSecrets *",

    # the stack platform, by what has an action of its own
    "ec2:DescribeVpcAttribute *",
    "autoscaling:DescribeAutoScalingGroups *",
    "application-autoscaling:DescribeScalingPolicies *",
    "application-autoscaling:ListTagsForResource arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/0ec51a2b",
    "elasticloadbalancing:DescribeTargetHealth *",
    "wafv2:GetWebACLForResource arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/slipway-test/50dc6c495c0c9188",
    "wafv2:GetWebACL arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/a1b2c3d4",
    "ecs:DescribeCapacityProviders *",
    "ecs:DescribeClusters arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test",
    "ecs:DescribeServices arn:aws:ecs:eu-west-1:123456789012:service/slipway-test/catalog",
    "ecs:DescribeServiceDeployments arn:aws:ecs:eu-west-1:123456789012:service-deployment/slipway-test/catalog/abc",
    "ecs:DescribeTaskDefinition *",
    "ecs:ListAccountSettings *",
    "servicequotas:GetServiceQuota *",
    "ecs:DescribeTasks arn:aws:ecs:eu-west-1:123456789012:task/slipway-test/abc",
    "logs:DescribeLogGroups *",
    "logs:ListTagsForResource arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog",
    "cloudwatch:DescribeAlarms *",
    "cloudwatch:GetDashboard arn:aws:cloudwatch::123456789012:dashboard/slipway-test",
    "cloudwatch:ListTagsForResource arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slipway-test-catalog-5xx",
    "sns:GetTopicAttributes arn:aws:sns:eu-west-1:123456789012:slipway-test-alarms",
    "sns:GetSubscriptionAttributes *",
    "kms:DescribeKey arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555",
    "kms:GetKeyPolicy arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555",
    "kms:GetKeyRotationStatus arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555",
    "kms:ListAliases *",
    "iam:GetInstanceProfile arn:aws:iam::123456789012:instance-profile/slipway-test/slipway-test-instance",
    "iam:GetRolePolicy arn:aws:iam::123456789012:role/slipway-test/slipway-test-catalog-task",
    "rds:DescribeDBInstances *",
    "rds:ListTagsForResource arn:aws:rds:eu-west-1:123456789012:db:slipway-test-main",
    "ssm:GetParameter arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
  ]
}

run "the_plan_role_changes_nothing" {
  command = plan

  assert {
    condition     = toset(keys(aws_iam_role_policy_attachment.plan)) == toset(["plan", "read"])
    error_message = "What is tested here must be all that the plan role has."
  }

  assert {
    condition = length([
      for action in flatten([for name in ["plan", "read"] : jsondecode(aws_iam_policy.ci[name].policy).Statement[*].Action]) :
      action if !can(regex("^[a-z0-9-]+:(?:Get|List|Describe|BatchGet|BatchCheck)[A-Za-z]*[*]?$|^kms:Decrypt$", action))
    ]) == 0
    error_message = "The plan role must not change anything, not even a lock: a plan runs with -lock=false."
  }

  assert {
    condition = length([
      for action in flatten([for s in jsondecode(aws_iam_policy.ci["read"].policy).Statement : s.Action]) : action if can(regex(
        "^(?:s3:Get(?:Object|[*])|s3:[*]|secretsmanager:Get(?:Secret|[*])|dynamodb:(?:Get|Query|Scan|Batch)|logs:(?:Get|Filter)|ssm:Get(?:ParametersByPath|ParameterHistory|[*]))", action
      ))
    ]) == 0
    error_message = "Contents (objects, items, secrets, logs) are not settings: a plan must not read them."
  }
}

run "the_plan_role_reads_what_both_plans_read" {
  command = plan

  assert {
    condition = length([for read in var.reads : read if !anytrue(flatten([
      for name in ["plan", "read"] : [
        for s in jsondecode(aws_iam_policy.ci[name].policy).Statement : [
          for resource in flatten([s.Resource]) : [
            for action in s.Action : can(regex("^${replace(replace("${action} ${resource}", ".", "[.]"), "*", ".*")}$", read))
          ]
        ]
      ]
    ]))]) == 0
    error_message = "The plan role lacks what a plan of the stacks reads: ${join(", ", [for read in var.reads : read if !anytrue(flatten([
      for name in ["plan", "read"] : [
        for s in jsondecode(aws_iam_policy.ci[name].policy).Statement : [
          for resource in flatten([s.Resource]) : [
            for action in s.Action : can(regex("^${replace(replace("${action} ${resource}", ".", "[.]"), "*", ".*")}$", read))
          ]
        ]
      ]
    ]))])}."
  }
}
