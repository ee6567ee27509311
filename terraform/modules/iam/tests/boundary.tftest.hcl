mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  instance = true

  services = {
    orders = {
      image               = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      exec                = true
      env_file            = "arn:aws:s3:::slipway-test-settings/orders.env"
      secrets             = { KEY = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf", FLAG = "arn:aws:ssm:eu-west-1:123456789012:parameter/flag" }
      secret_kms_key_arns = ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
    }
  }

  ci = {
    repository       = "example/shop"
    environments     = ["staging"]
    state_bucket     = "slipway-test-state-123456789012"
    lock_table       = "slipway-test-lock"
    environment_tags = { Project = "slipway", Environment = "test" }
    workload_actions = ["kinesis:PutRecord"]
  }
}

run "the_boundary_leaves_every_role_what_it_needs" {
  command = plan

  assert {
    condition = length([
      for action in distinct(flatten([
        for policy in [aws_iam_role_policy.instance[0], aws_iam_role_policy.execution["orders"], aws_iam_role_policy.exec["orders"]] : [for s in jsondecode(policy.policy).Statement : s.Action]
      ])) : action if !anytrue([for allowed in jsondecode(aws_iam_policy.boundary[0].policy).Statement[0].Action : can(regex("^${replace(allowed, "*", ".*")}$", action))])
    ]) == 0
    error_message = "A role's own policy must not be cut by the boundary."
  }

  assert {
    condition     = contains(jsondecode(aws_iam_policy.boundary[0].policy).Statement[0].Action, "kinesis:PutRecord") && !can(regex("\"(?:organizations|sts):", aws_iam_policy.boundary[0].policy))
    error_message = "The boundary must take what the settings add, and never reach other roles."
  }

  assert {
    condition = jsonencode([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s if can(regex("\"(?:iam:|\\*\")", jsonencode(s.Action)))]) == jsonencode([{
      Action    = ["iam:PassRole"]
      Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      Effect    = "Allow"
      Resource  = "arn:aws:iam::123456789012:role/slipway-test/*"
      Sid       = "PassRolesToJobs"
    }])
    error_message = "Of IAM the boundary must reach nothing but handing this environment's own roles to tasks."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Resource == "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-*:*" if contains(s.Action, "ecs:RunTask")])
    error_message = "Tasks may be started of this environment's definitions alone."
  }
}

run "what_is_another_environments_is_out_of_reach_of_services" {
  command = plan

  assert {
    condition = {
      for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Sid => s.Condition if startswith(s.Sid, "NotOfAnother") && s.Effect == "Deny" && s.Resource == "*" &&
      length(setsubtract(["dynamodb:*", "ecr:*", "kms:*", "logs:*", "secretsmanager:*", "sns:*", "sqs:*", "ssm:*"], s.Action)) == 0
      } == {
      NotOfAnotherProject     = { StringEquals = { "aws:ResourceTag/ManagedBy" = "slipway" }, StringNotEquals = { "aws:ResourceTag/Project" = ["slipway"] } }
      NotOfAnotherEnvironment = { StringEquals = { "aws:ResourceTag/ManagedBy" = "slipway" }, StringNotEquals = { "aws:ResourceTag/Environment" = ["test"] } }
    }
    error_message = "The pipeline could write itself a role that reads another environment's secrets, keys, images or tables."
  }

  assert {
    condition = alltrue([
      for arn in ["arn:aws:s3:::slipway-prod-state-123456789012/platform/terraform.tfstate", "arn:aws:s3:::slipway-test-state-123456789012", "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-eu-lock", "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-prod-lock"] :
      anytrue([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : anytrue([for r in s.Resource : can(regex("^${replace(r, "*", ".*")}$", arn))]) if s.Sid == "NeitherStateNorLock" && s.Effect == "Deny" && toset(s.Action) == toset(["dynamodb:*", "s3:*"])])
    ])
    error_message = "No service needs a state, which has secrets in clear, or a lock."
  }
}

run "services_use_of_others_what_the_settings_say" {
  command = plan

  variables {
    ci = {
      repository       = "example/shop"
      environments     = ["staging"]
      state_bucket     = "slipway-test-state-123456789012"
      lock_table       = "slipway-test-lock"
      environment_tags = { Project = "slipway", Environment = "test" }
      shared_tags      = { Environment = ["prod"] }
    }
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.boundary[0].policy).Statement : s.Condition.StringNotEquals if s.Sid == "NotOfAnotherEnvironment"]) == { "aws:ResourceTag/Environment" = ["prod", "test"] }
    error_message = "An environment that is named must be reached."
  }
}
