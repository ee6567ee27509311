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
    tables           = ["orders"]
    may_delete_data  = true
  }

  # Calls, each with its resource, and whether that has tags which AWS compares. ~ is the end of the environment's name.
  calls = {
    "iam:UpdateAssumeRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-apply"                                                              = false
    "iam:PutRolePolicy arn:aws:iam::123456789012:role/slipway-prod~-ci-release"                                                                     = false
    "s3:PutBucketPolicy arn:aws:s3:::slipway-prod~-state-123456789012"                                                                              = false
    "s3:DeleteObjectVersion arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                               = false
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-lock"                                                         = false
    "iam:UpdateAssumeRolePolicy arn:aws:iam::123456789012:role/slipway-prod~/slipway-prod~-catalog-task"                                            = false
    "iam:PassRole arn:aws:iam::123456789012:role/slipway-prod~/slipway-prod~-catalog-task"                                                          = false
    "iam:AddRoleToInstanceProfile arn:aws:iam::123456789012:instance-profile/slipway-prod~/slipway-prod~-instance"                                  = false
    "s3:GetObject arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                                         = false
    "s3:PutObject arn:aws:s3:::slipway-prod~-state-123456789012/platform/terraform.tfstate"                                                         = false
    "s3:ListBucket arn:aws:s3:::slipway-prod~-state-123456789012"                                                                                   = false
    "s3:PutBucketPolicy arn:aws:s3:::slipway-prod~-receipts-123456789012"                                                                           = false
    "s3:DeleteObject arn:aws:s3:::slipway-prod~-receipts-123456789012/a"                                                                            = false
    "dynamodb:UpdateTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-orders"                                                       = false
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod~-orders"                                                       = false
    "rds:ModifyDBInstance arn:aws:rds:eu-west-1:123456789012:db:slipway-prod~-main"                                                                 = true
    "sqs:SetQueueAttributes arn:aws:sqs:eu-west-1:123456789012:slipway-prod~-mail"                                                                  = true
    "sqs:DeleteQueue arn:aws:sqs:eu-west-1:123456789012:slipway-prod~-mail"                                                                         = true
    "sns:SetTopicAttributes arn:aws:sns:eu-west-1:123456789012:slipway-prod~-alarms"                                                                = true
    "cloudwatch:DeleteAlarms arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slipway-prod~-catalog-down"                                            = true
    "cloudwatch:PutDashboard arn:aws:cloudwatch::123456789012:dashboard/slipway-prod~"                                                              = false
    "logs:DeleteLogGroup arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/instance/slipway-prod~-main/postgresql"                             = true
    "logs:DeleteLogGroup arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-prod~/catalog"                                                  = true
    "elasticloadbalancing:DeleteTargetGroup arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-prod~-catalog/0123456789abcdef" = true
    "ecs:UpdateService arn:aws:ecs:eu-west-1:123456789012:service/slipway-prod~/catalog"                                                            = true
    "ecs:TagResource arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-prod~-catalog:1"                                                    = true
    "s3:ListBucketVersions arn:aws:s3:::slipway-prod~-state-123456789012"                                                                           = false
    "s3:ListBucket arn:aws:s3:::slipway-prod~-receipts-123456789012"                                                                                = false
    "rds:RestoreDBInstanceFromDBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:rds:slipway-prod~-main-2026-01-01-03-00"                       = true
    "rds:RestoreDBInstanceFromDBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:slipway-prod~-main-final"                                      = true
    "application-autoscaling:DeregisterScalableTarget arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/0ec5"                  = true
    "application-autoscaling:PutScalingPolicy arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/0ec5"                          = true
    "autoscaling:UpdateAutoScalingGroup arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0:autoScalingGroupName/slipway-prod~"           = false
    "ecs:RunTask arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-prod~-catalog:1"                                                        = true
    "events:PutTargets arn:aws:events:eu-west-1:123456789012:rule/slipway-prod~-tasks"                                                              = true
    "scheduler:UpdateSchedule arn:aws:scheduler:eu-west-1:123456789012:schedule/slipway-prod~/report"                                               = false
    "sqs:DeleteQueue arn:aws:sqs:eu-west-1:123456789012:slipway-prod~-missed-runs"                                                                  = true
    "ssm:ListTagsForResource arn:aws:ssm:eu-west-1:123456789012:parameter/slipway-prod~/flag"                                                       = false
    "iam:GetRole arn:aws:iam::123456789012:role/slipway-prod~-ci-apply"                                                                             = false
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
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", var.name == "slipway-prod" ? "-eu" : "")))
        ]] if s.Effect == "Allow" && !can(s.Condition.StringEquals["aws:ResourceTag/Environment"])]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", var.name == "slipway-prod" ? "-eu" : "")))
        ]] if s.Effect == "Deny" && (!can(s.Condition) || tagged && try(s.Condition.StringNotEquals["aws:ResourceTag/Environment"] == var.ci.environment_tags.Environment, false))]
      ]))
    ]) == 0
    error_message = "${var.name} reaches the other one."
  }
}

run "all_of_its_own_environment_that_an_apply_changes" {
  command = plan

  assert {
    condition = toset([
      for call, tagged in var.calls : call if anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", trimprefix(var.name, "slipway-prod"))))
        ]] if s.Effect == "Allow"]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", trimprefix(var.name, "slipway-prod"))))
        ]] if s.Effect == "Deny" && !can(s.Condition)]
      ]))
    ]) == toset([for call in keys(var.calls) : call if !contains(var.never, call)])
    error_message = "prod must reach its own, or the test above shows nothing."
  }
}

run "nothing_of_the_environment_whose_name_is_the_beginning" {
  command = plan

  variables {
    name = "slipway-prod-eu"

    ci = {
      repository       = "example/shop"
      environments     = ["prod-eu"]
      state_bucket     = "slipway-prod-eu-state-123456789012"
      lock_table       = "slipway-prod-eu-lock"
      environment_tags = { Project = "slipway", Environment = "prod-eu" }
      buckets          = ["access-logs", "receipts"]
      tables           = ["orders"]
      may_delete_data  = true
    }
  }

  assert {
    condition = length([
      for call, tagged in var.calls : call if anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", var.name == "slipway-prod" ? "-eu" : "")))
        ]] if s.Effect == "Allow" && !can(s.Condition.StringEquals["aws:ResourceTag/Environment"])]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "~", var.name == "slipway-prod" ? "-eu" : "")))
        ]] if s.Effect == "Deny" && (!can(s.Condition) || tagged && try(s.Condition.StringNotEquals["aws:ResourceTag/Environment"] == var.ci.environment_tags.Environment, false))]
      ]))
    ]) == 0
    error_message = "${var.name} reaches the other one."
  }
}

run "backups_are_those_that_the_settings_name" {
  command = plan

  assert {
    condition = !anytrue(flatten([
      for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for r in flatten([s.Resource]) : strcontains(r, ":auto-backup:")]]
    ]))
    error_message = "The id of a backup says nothing of whose it is: without one in the settings there must be no right to any."
  }
}

run "whose_a_scaling_target_is_stays_on_it" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["compute"].policy).Statement : toset(s.Condition["ForAllValues:StringNotEquals"]["aws:TagKeys"]) if contains(s.Action, "application-autoscaling:UntagResource")
    ] == [toset(["Environment", "Project"])]
    error_message = "AWS looks at no tag of a target that loses one: without these its owner's tags would be no protection."
  }
}

# Both pairs are shop-eu-prod. The pipeline lets an account have one of them; where a name is no whole one, the tags tell them apart, too.
run "nothing_of_another_pair_that_makes_the_same_name" {
  command = plan

  variables {
    name = "shop-eu-prod"

    ci = {
      repository       = "example/shop"
      environments     = ["prod"]
      state_bucket     = "shop-eu-prod-state-123456789012"
      lock_table       = "shop-eu-prod-lock"
      environment_tags = { Project = "shop", Environment = "eu-prod" }
      may_delete_data  = true
    }
  }

  assert {
    condition = [
      for call, tagged in var.calls : call if tagged && can(regex("slipway-prod~-|scalable-target", call)) && anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "slipway-prod~", var.name)))
        ]] if s.Effect == "Allow"]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "slipway-prod~", var.name)))
        ]] if s.Effect == "Deny" && try(s.Condition.StringNotEquals["aws:ResourceTag/Project"] == var.ci.environment_tags.Project, false)]
      ]))
    ] == []
    error_message = "What has the tags of another project must be out of reach, even under the same name."
  }
}

run "nothing_of_the_first_pair_either" {
  command = plan

  variables {
    name = "shop-eu-prod"

    ci = {
      repository       = "example/shop"
      environments     = ["prod"]
      state_bucket     = "shop-eu-prod-state-123456789012"
      lock_table       = "shop-eu-prod-lock"
      environment_tags = { Project = "shop-eu", Environment = "prod" }
      may_delete_data  = true
    }
  }

  assert {
    condition = [
      for call, tagged in var.calls : call if tagged && can(regex("slipway-prod~-|scalable-target", call)) && anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "slipway-prod~", var.name)))
        ]] if s.Effect == "Allow"]
        ])) && !anytrue(flatten([
        for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for a in s.Action : [for r in flatten([s.Resource]) :
          can(regex("^${replace(replace("${a} ${r}", ".", "[.]"), "*", ".*")}$", replace(call, "slipway-prod~", var.name)))
        ]] if s.Effect == "Deny" && try(s.Condition.StringNotEquals["aws:ResourceTag/Project"] == var.ci.environment_tags.Project, false)]
      ]))
    ] == []
    error_message = "What has the tags of another project must be out of reach, even under the same name."
  }
}
