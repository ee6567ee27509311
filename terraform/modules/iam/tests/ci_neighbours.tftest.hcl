mock_provider "aws" {
  source = "./tests/mocks"
}

# The names of the environment prod-eu begin with those of prod, and both are in one account.
variables {
  name = "slipway-prod"

  ci = {
    repository       = "example/shop"
    environments     = ["prod"]
    release_branches = ["main"]
    state_bucket     = "slipway-prod-state-123456789012"
    lock_table       = "slipway-prod-lock"
    environment_tags = { Project = "slipway", Environment = "prod" }
    buckets          = ["access-logs", "receipts"]
    may_delete_data  = true
  }

  # Calls, each with its resource, and whether that has tags which AWS compares. ~ is the end of the environment's name.
  calls = {
    "iam:UpdateAssumeRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-apply"                                                              = false
    "iam:PutRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-release"                                                                     = false
    "s3:PutBucketPolicy arn:aws:s3:::slipway-prod~-state-123456789012"                                                                              = false
    "s3:DeleteObjectVersion arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                               = false
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-lock"                                                         = true
    "iam:UpdateAssumeRolePolicy arn:aws:iam::123456789012:role/slipway-prod~/slipway-prod~-catalog-task"                                            = false
    "iam:PassRole arn:aws:iam::123456789012:role/slipway-prod~/slipway-prod~-catalog-task"                                                          = false
    "iam:AddRoleToInstanceProfile arn:aws:iam::123456789012:instance-profile/slipway-prod~/slipway-prod~-instance"                                  = false
    "s3:GetObject arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                                         = false
    "s3:PutObject arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                                         = false
    "s3:ListBucket arn:aws:s3:::slipway-prod~-state-123456789012"                                                                                   = false
    "s3:PutBucketPolicy arn:aws:s3:::slipway-prod~-receipts-123456789012"                                                                           = false
    "s3:DeleteObject arn:aws:s3:::slipway-prod~-receipts-123456789012/a"                                                                            = false
    "dynamodb:UpdateTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-orders"                                                       = true
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-orders"                                                       = true
    "rds:ModifyDBInstance arn:aws:rds:eu-west-1:123456789012:db:slipway-prod~-main"                                                                 = true
    "sns:SetTopicAttributes arn:aws:sns:eu-west-1:123456789012:slipway-prod~-alarms"                                                                = true
    "cloudwatch:DeleteAlarms arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slipway-prod~-catalog-down"                                            = true
    "cloudwatch:PutDashboard arn:aws:cloudwatch::123456789012:dashboard/slipway-prod~"                                                              = false
    "logs:DeleteLogGroup arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/instance/slipway-prod~-main/postgresql"                             = true
    "logs:DeleteLogGroup arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-prod~/catalog"                                                  = true
    "elasticloadbalancing:DeleteTargetGroup arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-prod~-catalog/0123456789abcdef" = true
    "ecs:UpdateService arn:aws:ecs:eu-west-1:123456789012:service/slipway-prod~/catalog"                                                            = true
    "ecs:TagResource arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-prod~-catalog:1"                                                    = true
    "ecr:PutImage arn:aws:ecr:eu-west-1:123456789012:repository/slipway-prod~/catalog"                                                              = true
    "secretsmanager:DescribeSecret arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-prod~/payment-key-AbCdEf"                           = true
  }

  # Those of them that the pipeline may not do to its own environment either.
  never = [
    "iam:UpdateAssumeRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-apply",
    "iam:PutRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-release",
    "s3:PutBucketPolicy arn:aws:s3:::slipway-prod~-state-123456789012",
    "s3:DeleteObjectVersion arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate",
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-lock",
  ]
}

run "nothing_of_the_environment_whose_name_goes_on" {
  command = plan

  assert {
    condition = length([
      for call, tagged in var.calls : call if anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", "-eu")))
        ]] if s.Effect == "Allow" && !can(s.Condition.StringEquals["aws:ResourceTag/Environment"])]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", "-eu")))
        ]] if s.Effect == "Deny" && (!can(s.Condition) || tagged && try(s.Condition.StringNotEquals["aws:ResourceTag/Environment"] == "prod", false))]
      ]))
    ]) == 0
    error_message = "prod reaches prod-eu."
  }
}

run "all_of_its_own_environment_that_an_apply_changes" {
  command = plan

  assert {
    condition = toset([
      for call, tagged in var.calls : call if anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", "")))
        ]] if s.Effect == "Allow"]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", "")))
        ]] if s.Effect == "Deny" && !can(s.Condition)]
      ]))
    ]) == toset([for call in keys(var.calls) : call if !contains(var.never, call)])
    error_message = "prod must reach its own, or the test above shows nothing."
  }
}
