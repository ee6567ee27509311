mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  instance = true

  services = {
    orders = {
      image               = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      exec                = true
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

run "the_apply_role_cannot_raise_itself" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement :
        try(s.Condition.StringEquals["iam:PermissionsBoundary"], "") == "arn:aws:iam::123456789012:policy/slipway-test-workloads"
        if s.Effect == "Allow" && length(setintersection(s.Action, ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"])) > 0
      ]
    ]))
    error_message = "Roles may be made, and given permissions, only under the boundary."
  }

  assert {
    condition = length(setintersection(
      flatten([for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : s.Action if s.Effect == "Allow"]]),
      ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeleteRolePermissionsBoundary", "iam:CreateUser", "iam:CreateAccessKey", "iam:UpdateOpenIDConnectProviderThumbprint", "sts:AssumeRole"],
    )) == 0
    error_message = "The pipeline must not reach its own policies and boundary, nor make users."
  }

  assert {
    condition = length(setsubtract(
      ["iam:PassRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRolePolicy", "iam:DeleteRole"],
      flatten([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Action if s.Effect == "Deny" && toset(s.Resource) == toset([for role in ["apply", "plan", "release"] : "arn:aws:iam::123456789012:role/slipway-test-ci-${role}"])]),
    )) == 0
    error_message = "The pipeline's own roles must be out of its reach, although their names begin like the others."
  }

  assert {
    condition = [for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : [s.Resource, s.Condition.StringEquals["iam:PassedToService"]] if contains(s.Action, "iam:PassRole")] == [
      [["arn:aws:iam::123456789012:role/slipway-test/*"], ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "monitoring.rds.amazonaws.com", "scheduler.amazonaws.com", "vpc-flow-logs.amazonaws.com"]]
    ]
    error_message = "Only the environment's roles may be handed on, and only to the services that use them."
  }
}

run "what_a_role_may_is_asked_of_the_environments_roles_alone" {
  command = plan

  assert {
    condition = {
      for name, policy in aws_iam_policy.ci : name => flatten([for s in jsondecode(policy.policy).Statement : s.Resource if contains(s.Action, "iam:SimulatePrincipalPolicy")])
      if strcontains(policy.policy, "iam:Simulate")
    } == { roles = ["arn:aws:iam::123456789012:role/slipway-test/*"] }
    error_message = "Who applies must be able to ask what the environment's roles may (preflight), and of no other role; nobody else may ask."
  }
}

run "a_person_makes_secrets" {
  command = plan

  assert {
    condition = toset(flatten([
      for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for action in s.Action : action if startswith(action, "secretsmanager:")] if s.Effect == "Allow" && s.Sid != "DatabasePasswords"]
    ])) == toset(["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy", "secretsmanager:ListSecrets"])
    error_message = "The pipeline must see that a secret is there, and neither read nor change one: the stack bootstrap makes them."
  }
}

run "a_person_runs_commands_in_tasks" {
  command = plan

  assert {
    condition = flatten([
      for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for action in s.Action : action if can(regex("^(?:\\*|ecs:\\*|ecs:E|ssmmessages:)", action))] if s.Effect == "Allow"]
    ]) == []
    error_message = "The pipeline must not run commands in containers (ecs:ExecuteCommand): what they change is in no plan."
  }
}

run "data_is_not_deleted_until_it_is_said" {
  command = plan

  assert {
    condition = length(setintersection(
      flatten([for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : s.Action if s.Effect == "Allow" && !contains(["LockFile", "Unlock"], s.Sid)]]),
      ["dynamodb:DeleteTable", "rds:DeleteDBInstance", "s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion", "ecr:DeleteRepository", "ecr:BatchDeleteImage"],
    )) == 0
    error_message = "The pipeline must not be able to delete what holds data."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Effect == "Deny"]) && contains(flatten([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Action if contains(s.Resource, "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-test-lock")]), "dynamodb:DeleteTable")
    error_message = "State and locks must stay, whatever else is allowed."
  }
}

run "the_apply_role_reads_the_bootstrap_and_leaves_it_alone" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["state"].policy).Statement : s.Resource if contains(s.Action, "s3:GetObject")
    ] == [["arn:aws:s3:::slipway-test-state-123456789012/*"]]
    error_message = "The apply role must read the states of both stacks."
  }

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["state"].policy).Statement : s.Resource if s.Effect == "Allow" && (contains(s.Action, "s3:PutObject") || contains(s.Action, "s3:DeleteObject"))
      ] == [
      ["arn:aws:s3:::slipway-test-state-123456789012/platform/*"],
      ["arn:aws:s3:::slipway-test-state-123456789012/releases/*"],
      ["arn:aws:s3:::slipway-test-state-123456789012/platform/*.tflock"],
    ]
    error_message = "Of the states the apply role must write the platform's alone, and unlock no other."
  }

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["state"].policy).Statement : s.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
      if contains(s.Action, "dynamodb:PutItem") || contains(s.Action, "dynamodb:DeleteItem")
    ] == [["slipway-test/run"]]
    error_message = "The apply role must take no lock in the table but that of its own environment."
  }

  assert {
    condition = contains([
      for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Resource if s.Effect == "Deny" && toset(s.Action) == toset(["s3:DeleteObject", "s3:PutObject"])
    ], ["arn:aws:s3:::slipway-test-state-123456789012/bootstrap/*"])
    error_message = "Whatever else is allowed, the state of bootstrap must be out of the pipeline's reach."
  }
}

run "no_release_is_taken_out_of_the_ledger" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["state"].policy).Statement : s.Condition.Null["s3:if-none-match"] if s.Effect == "Allow" && contains(s.Resource, "arn:aws:s3:::slipway-test-state-123456789012/releases/*")
    ] == ["false"]
    error_message = "An entry must be written where none is: S3 refuses the others, and the role may ask for no others."
  }

  assert {
    condition = length(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : [
          for resource in flatten([s.Resource]) : resource
          if can(regex("^${replace(resource, "*", ".*")}$", "arn:aws:s3:::slipway-test-state-123456789012/releases/7/begin.json"))
        ] if s.Effect == "Allow" && anytrue([for action in flatten([s.Action]) : can(regex("^s3:(?:Delete|\\*)", action))])
      ]
    ])) == 0
    error_message = "The pipeline must write the ledger of releases, and delete nothing of it."
  }
}

run "refuses_an_alias_for_the_signing_key" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, signing_key_arn = "alias/release" }
  }

  expect_failures = [var.ci]
}
