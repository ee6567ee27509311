mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  ci = {
    repository       = "example/shop"
    environments     = ["staging"]
    branches         = ["main"]
    state_bucket     = "slipway-test-state-123456789012"
    lock_table       = "slipway-test-lock"
    environment_tags = { Project = "slipway", Environment = "test" }
  }
}

run "applying_asks_for_the_exact_subject" {
  command = apply

  assert {
    condition = jsondecode(aws_iam_role.apply[0].assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = ["repo:example/shop:environment:staging", "repo:example/shop:ref:refs/heads/main"]
        }
      }
    }]
    error_message = "Only the named environment and branch may apply, matched exactly, with a token for AWS."
  }

  assert {
    condition     = toset(aws_iam_openid_connect_provider.github[0].client_id_list) == toset(["sts.amazonaws.com"]) && aws_iam_openid_connect_provider.github[0].url == "https://token.actions.githubusercontent.com"
    error_message = "The provider must be GitHub's, for tokens that are meant for AWS."
  }

  assert {
    condition     = aws_iam_role.plan[0].name == "slipway-test-ci-plan" && aws_iam_role.apply[0].name == "slipway-test-ci-apply"
    error_message = "The pipeline's roles must have their names: the guard names them."
  }

  assert {
    condition     = aws_iam_role.apply[0].max_session_duration == 14400
    error_message = "A session must outlast a first apply: four hours."
  }
}

run "releasing_is_for_the_named_branches_alone" {
  command = apply

  variables {
    ci = {
      repository         = "example/shop"
      environments       = ["staging"]
      release_branches   = ["main"]
      plan_pull_requests = true
      state_bucket       = "slipway-test-state-123456789012"
      lock_table         = "slipway-test-lock"
      environment_tags   = { Project = "slipway", Environment = "test" }
    }
  }

  assert {
    condition = jsondecode(aws_iam_role.release[0].assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:example/shop:ref:refs/heads/main"]
      }
    }
    error_message = "Only the named branch may push before an approval: no pull request, no tag and no other branch."
  }

  assert {
    condition     = aws_iam_role.release[0].name == "slipway-test-ci-release" && strcontains(aws_iam_policy.ci["guard"].policy, "role/slipway-test-ci-release")
    error_message = "The role that releases must have its name, and the one that applies must not change it."
  }
}

run "nobody_releases_until_a_branch_is_named" {
  command = plan

  assert {
    condition     = length(aws_iam_role.release) == 0
    error_message = "Without release_branches there must be no role that pushes before an approval."
  }
}

run "planning_is_for_every_ref_but_not_for_pull_requests" {
  command = apply

  assert {
    condition     = jsondecode(aws_iam_role.plan[0].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"] == ["repo:example/shop:ref:refs/*", "repo:example/shop:environment:staging"] && jsondecode(aws_iam_role.plan[0].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    error_message = "Any branch or tag may plan; a pull request may not until it is told."
  }
}

run "pull_requests_plan_when_told_and_ids_are_taken" {
  command = plan

  variables {
    ci = {
      repository         = "example@123/shop@456"
      environments       = ["staging"]
      plan_pull_requests = true
      oidc_provider_arn  = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      state_bucket       = "slipway-test-state-123456789012"
      lock_table         = "slipway-test-lock"
      environment_tags   = { Environment = "test" }
    }
  }

  assert {
    condition     = contains(jsondecode(aws_iam_role.plan[0].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"], "repo:example@123/shop@456:pull_request")
    error_message = "With the ids of owner and repository the subject must have them."
  }

  assert {
    condition     = jsondecode(aws_iam_role.apply[0].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:example@123/shop@456:environment:staging"]
    error_message = "A pull request must never apply."
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && output.oidc_provider_arn == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    error_message = "A provider that exists must be used, and no second one be made."
  }
}

run "refuses_nobody_who_may_apply" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = [], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  expect_failures = [var.ci]
}

run "refuses_a_wildcard_for_environments" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["*"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  expect_failures = [var.ci]
}

run "refuses_a_ref_for_a_branch" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, branches = ["refs/heads/main"] }
  }

  expect_failures = [var.ci]
}

run "refuses_a_wildcard_for_a_release_branch" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], release_branches = ["release/*"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  expect_failures = [var.ci]
}

run "refuses_a_wildcard_for_the_repository" {
  command = plan

  variables {
    ci = { repository = "example/*", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  expect_failures = [var.ci]
}

run "refuses_another_provider" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }
  }

  expect_failures = [var.ci]
}

run "refuses_no_tags_to_know_the_environment_by" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = {} }
  }

  expect_failures = [var.ci]
}

run "refuses_iam_for_workloads" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, workload_actions = ["iam:PassRole"] }
  }

  expect_failures = [var.ci]
}

run "refuses_a_whole_service_for_workloads" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, workload_actions = ["kinesis:*"] }
  }

  expect_failures = [var.ci]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, kms_key_arns = ["alias/data"] }
  }

  expect_failures = [var.ci]
}
