mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    catalog = { image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }

    orders = {
      image               = "registry.example.com/team/orders@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      exec                = true
      env_file            = "arn:aws:s3:::slipway-test-settings/services/orders.env"
      secret_kms_key_arns = ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
      task_policy         = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::pictures/*\"}}"

      secrets = {
        DB_PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::"
        DB_USER     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:user::"
        FLAG        = "arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag"
      }
    }
  }
}

run "execution_roles_reach_their_own_and_no_more" {
  command = plan

  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.execution["catalog"].policy).Statement : s.Sid => s.Resource } == {
      WriteLogs = ["arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog:*"]
      PullImage = ["arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog"]
      Unscoped  = ["*"]
    }
    error_message = "A service in ECR must reach its log and its repository, and only the login may be for all."
  }

  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.execution["orders"].policy).Statement : s.Sid => s.Resource } == {
      WriteLogs       = ["arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/orders:*"]
      ReadSecrets     = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"]
      ReadParameters  = ["arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag"]
      ReadEnvironment = ["arn:aws:s3:::slipway-test-settings/services/orders.env"]
      FindEnvironment = ["arn:aws:s3:::slipway-test-settings"]
      DecryptSecrets  = ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
    }
    error_message = "A service from elsewhere must not reach ECR, and reach its own secrets only, each once."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.execution["catalog"].policy).Statement : s.Action if s.Sid == "Unscoped"]) == ["ecr:GetAuthorizationToken"]
    error_message = "Only the login may be for all."
  }
}

run "refuses_more_than_one_file_of_an_environment" {
  command = plan

  variables {
    services = { catalog = { image = "registry.example.com/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", env_file = "arn:aws:s3:::slipway-test-settings/*.env" } }
  }

  expect_failures = [var.services]
}

run "an_execution_role_reaches_what_runs_beside_the_service" {
  command = plan

  variables {
    services = { orders = {
      image = "registry.example.com/team/orders@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

      sidecar_images = [
        "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared/proxy@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared/proxy@sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
      ]
    } }
  }

  assert {
    condition     = { for s in jsondecode(aws_iam_role_policy.execution["orders"].policy).Statement : s.Sid => s.Resource if s.Sid != "WriteLogs" } == { PullImage = ["arn:aws:ecr:eu-west-1:123456789012:repository/shared/proxy"], Unscoped = ["*"] }
    error_message = "ECS must be able to pull the image of a sidecar from ECR, and no other."
  }
}

run "task_roles_may_do_nothing_until_they_are_told" {
  command = plan

  assert {
    condition     = keys(aws_iam_role_policy.task) == ["orders"] && aws_iam_role_policy.task["orders"].policy == var.services.orders.task_policy && aws_iam_role_policy.task["orders"].role == "slipway-test-orders-task"
    error_message = "A service's policy must be on its own task role, and nothing be on another."
  }

  assert {
    condition     = keys(aws_iam_role_policy.exec) == ["orders"] && aws_iam_role_policy.exec["orders"].role == "slipway-test-orders-task"
    error_message = "A shell must be possible only where it was asked for."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_role_policy.exec["orders"].policy).Statement :
      contains(s.Resource, "*") ? toset(s.Action) == toset(keys(local.unscoped.exec)) : alltrue([for resource in s.Resource : startswith(resource, "arn:aws:logs:eu-west-1:123456789012:log-group:")])
    ]) && strcontains(aws_iam_role_policy.exec["orders"].policy, "log-group:/ecs-exec/slipway-test:*")
    error_message = "A shell needs its channels and its log, and nothing else."
  }
}

run "roles_are_this_accounts_tasks_only" {
  command = plan

  assert {
    condition = alltrue([
      for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task)) :
      jsondecode(role.assume_role_policy).Statement[0].Principal == { Service = "ecs-tasks.amazonaws.com" } &&
      jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012" &&
      jsondecode(role.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:ecs:eu-west-1:123456789012:*"
    ])
    error_message = "Only this account's tasks may have a service's role."
  }

  assert {
    condition     = [for role in concat(values(aws_iam_role.execution), values(aws_iam_role.task)) : role.name] == ["slipway-test-catalog-execution", "slipway-test-orders-execution", "slipway-test-catalog-task", "slipway-test-orders-task"]
    error_message = "A service must have two roles under its own name."
  }
}
