mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  name   = "slipway-staging"
  region = "eu-west-1"

  ci = {
    repository       = "example/shop"
    environments     = ["staging"]
    state_bucket     = "slipway-staging-state-123456789012"
    lock_table       = "slipway-staging-lock"
    environment_tags = { Project = "slipway", Environment = "staging" }
    buckets          = ["receipts"]
    previews         = true
  }

  # What the pipeline of the base must be allowed for a preview, pr-12.
  previews = [
    "s3:PutObject arn:aws:s3:::slipway-staging-state-123456789012/platform/previews/pr-12/terraform.tfstate",
    "s3:PutObject arn:aws:s3:::slipway-staging-state-123456789012/platform/previews/pr-12/preview.json",
    "s3:DeleteObject arn:aws:s3:::slipway-staging-state-123456789012/platform/previews/pr-12/preview.json",
    "s3:DeleteObject arn:aws:s3:::slipway-staging-state-123456789012/platform/previews/pr-12/terraform.tfstate.tflock",
    "s3:CreateBucket arn:aws:s3:::slipway-staging--pr-12-receipts-123456789012",
    "s3:DeleteBucket arn:aws:s3:::slipway-staging--pr-12-receipts-123456789012",
    "s3:DeleteObjectVersion arn:aws:s3:::slipway-staging--pr-12-receipts-123456789012/a",
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-staging--pr-12-orders",
    "sqs:CreateQueue arn:aws:sqs:eu-west-1:123456789012:slipway-staging--pr-12-mail",
    "sqs:DeleteQueue arn:aws:sqs:eu-west-1:123456789012:slipway-staging--pr-12-mail",
    "cloudwatch:PutDashboard arn:aws:cloudwatch::123456789012:dashboard/slipway-staging--pr-12",
    "ecs:CreateService arn:aws:ecs:eu-west-1:123456789012:service/slipway-staging/pr-12--catalog",
    "ecs:RegisterTaskDefinition arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-staging--pr-12-catalog:1",
    "elasticloadbalancing:CreateRule arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-staging/1/2",
    "elasticloadbalancing:CreateTargetGroup arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-staging--pr-12-catalog/1",
    "logs:CreateLogGroup arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-staging/pr-12/catalog",
    "iam:CreateRole arn:aws:iam::123456789012:role/slipway-staging/slipway-staging--pr-12-catalog-task",
    "sns:CreateTopic arn:aws:sns:eu-west-1:123456789012:slipway-staging--pr-12-alarms",
  ]

  # What it must not be, although the name begins so: the base's own data, which the settings keep, and a neighbour's.
  others = [
    "s3:DeleteObject arn:aws:s3:::slipway-staging-state-123456789012/platform/terraform.tfstate",
    "s3:DeleteObject arn:aws:s3:::slipway-staging-state-123456789012/platform/previews/pr-12/terraform.tfstate",
    "s3:DeleteBucket arn:aws:s3:::slipway-staging-receipts-123456789012",
    "s3:CreateBucket arn:aws:s3:::slipway-staging-pr-12-receipts-123456789012",
    "s3:DeleteBucket arn:aws:s3:::slipway-staging-eu-receipts-123456789012",
    "sqs:DeleteQueue arn:aws:sqs:eu-west-1:123456789012:slipway-staging-mail",
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-staging-orders",
    "dynamodb:DeleteTable arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-staging-eu-orders",
    "cloudwatch:PutDashboard arn:aws:cloudwatch::123456789012:dashboard/slipway-staging-eu",
  ]
}

run "the_pipeline_of_the_base_makes_previews" {
  command = plan

  assert {
    condition = length([for call in var.previews : call if !anytrue([
      for s in flatten([for part in local.apply_policies : jsondecode(aws_iam_policy.ci[part].policy).Statement]) : s.Effect == "Allow" && contains(flatten([s.Action]), split(" ", call)[0]) && anytrue([
        for pattern in flatten([s.Resource]) : can(regex("^${replace(pattern, "*", ".*")}$", split(" ", call)[1]))
      ])
    ])]) == 0
    error_message = "The role ci-apply lacks: ${join(", ", [for call in var.previews : call if !anytrue([
      for s in flatten([for part in local.apply_policies : jsondecode(aws_iam_policy.ci[part].policy).Statement]) : s.Effect == "Allow" && contains(flatten([s.Action]), split(" ", call)[0]) && anytrue([
        for pattern in flatten([s.Resource]) : can(regex("^${replace(pattern, "*", ".*")}$", split(" ", call)[1]))
      ])
    ])])}."
  }

  assert {
    condition = length([for call in var.others : call if anytrue([
      for s in flatten([for part in local.apply_policies : jsondecode(aws_iam_policy.ci[part].policy).Statement]) : s.Effect == "Allow" && contains(flatten([s.Action]), split(" ", call)[0]) && anytrue([
        for pattern in flatten([s.Resource]) : can(regex("^${replace(pattern, "*", ".*")}$", split(" ", call)[1]))
      ])
    ])]) == 0
    error_message = "Rights to previews must not reach the base's own data or a neighbour."
  }

  # RDS takes no two hyphens in a row: there the tag alone tells a preview's database from the base's.
  assert {
    condition = [for s in jsondecode(aws_iam_policy.ci["data"].policy).Statement : s.Condition if contains(flatten([s.Action]), "rds:DeleteDBInstance")] == [
      { Null = { "aws:ResourceTag/Preview" = "false" } }
    ]
    error_message = "Without may_delete_data only a preview's database may be deleted."
  }

  assert {
    condition     = anytrue([for s in jsondecode(aws_iam_policy.ci["state"].policy).Statement : contains(try(s.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"], []), "slipway-staging/previews/*")])
    error_message = "A run of a preview holds that preview's lock."
  }
}

run "no_right_to_previews_unless_the_settings_say_so" {
  command = plan

  variables {
    ci = {
      repository       = "example/shop"
      environments     = ["staging"]
      state_bucket     = "slipway-staging-state-123456789012"
      lock_table       = "slipway-staging-lock"
      environment_tags = { Project = "slipway", Environment = "staging" }
      buckets          = ["receipts"]
    }
  }

  assert {
    condition = !anytrue([
      for s in flatten([for part in local.apply_policies : jsondecode(aws_iam_policy.ci[part].policy).Statement]) :
      strcontains(jsonencode(s), "--*") || strcontains(jsonencode(s), "previews/") || contains(flatten([s.Action]), "rds:DeleteDBInstance")
    ])
    error_message = "A pipeline that makes no previews has no right to any, least of all to delete."
  }
}

run "roles_of_a_preview_are_its_base_s" {
  command = plan

  variables {
    ci         = null
    name       = "slipway-staging--pr-12"
    owner      = "slipway-staging"
    log_prefix = "slipway-staging/pr-12"
    services   = { catalog = { image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-staging/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }
  }

  assert {
    condition     = aws_iam_role.task["catalog"].path == "/slipway-staging/" && aws_iam_role.task["catalog"].name == "slipway-staging--pr-12-catalog-task" && strcontains(aws_iam_role_policy.execution["catalog"].policy, ":log-group:/ecs/slipway-staging/pr-12/catalog:*")
    error_message = "A preview's roles lie under the path of its base, and write into their own log."
  }
}
