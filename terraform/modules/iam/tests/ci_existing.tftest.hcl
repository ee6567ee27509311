mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  ci = {
    repository       = "example/shop"
    environments     = ["test"]
    state_bucket     = "slipway-test-state-123456789012"
    lock_table       = "slipway-test-lock"
    environment_tags = { Project = "slipway", Environment = "test" }

    existing = {
      vpc_id       = "vpc-0123456789abcdef0"
      listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002"
      cluster      = "shared"
    }
  }
}

run "changes_only_its_own_of_what_exists" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : [
          for action in s.Action :
          contains(["elasticloadbalancing:CreateRule", "ecs:CreateService"], action) ? s.Condition.StringEquals["aws:RequestTag/Environment"] == "test" :
          contains(["elasticloadbalancing:AddTags", "ecs:TagResource"], action) ? can(s.Condition.StringEquals["aws:RequestTag/Environment"]) || can(s.Condition.StringEquals["aws:ResourceTag/Environment"]) :
          can(regex(":(Describe|List)", action)) || startswith(action, "cloudwatch:") || try(s.Condition.StringEquals["aws:ResourceTag/Environment"], "") == "test"
        ] if s.Effect == "Allow" && anytrue([for resource in flatten([s.Resource]) : can(regex("app/shared/|[:/]shared/|cluster/shared", resource))])
      ]
    ]))
    error_message = "On a listener and a cluster that exist only what has the environment's tags may be made, changed or deleted."
  }

  assert {
    condition = !anytrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : [for resource in flatten([s.Resource]) : endswith(resource, ":listener/app/shared/0000000000000001/0000000000000002")]
        if s.Effect == "Allow" && length(setsubtract(s.Action, ["elasticloadbalancing:CreateRule"])) > 0 && try(s.Condition.StringEquals["elasticloadbalancing:CreateAction"], "") != "CreateRule"
      ]
    ]))
    error_message = "The listener itself may not be changed, nor tagged."
  }
}

run "a_service_may_be_put_onto_it" {
  command = plan

  assert {
    condition = toset(flatten([
      for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : s.Action if contains(flatten([s.Resource]), "arn:aws:ecs:eu-west-1:123456789012:service/shared/*")
      ])) == toset(["ecs:CreateService", "ecs:DeleteService", "ecs:TagResource", "ecs:UntagResource", "ecs:UpdateService"]) && anytrue([
      for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : s.Resource == ["arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0123456789abcdef0"] && s.Action == ["ec2:CreateSecurityGroup"]
    ])
    error_message = "The role that applies must be able to make its services and their security groups there."
  }
}

# TestExisting of terraform/tests has the call.
run "a_new_rule_may_have_tags" {
  command = plan

  assert {
    condition = anytrue([
      for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : s.Action == ["elasticloadbalancing:AddTags"] && contains(s.Resource, var.ci.existing.listener_arn)
    ])
    error_message = "AWS asks for the tags of a new rule at its listener."
  }
}

run "without_it_no_role_reaches_another_s" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["test"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  assert {
    condition     = length(local.ci_existing) == 0 && length(local.ci_existing_read) == 0
    error_message = "Where the settings name nothing that exists, there must be no right to it."
  }
}

run "refuses_a_wildcard" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["test"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, existing = { cluster = "*" } }
  }

  expect_failures = [var.ci]
}

run "a_task_may_be_run_in_its_clusters_alone" {
  command = plan

  assert {
    condition = flatten([
      for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [s.Resource, s.Condition.ArnEquals["ecs:cluster"]] if contains(flatten([s.Action]), "ecs:RunTask")]
    ]) == ["arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-*", "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test", "arn:aws:ecs:eu-west-1:123456789012:cluster/shared"]
    error_message = "The pipeline may run the environment's task definitions, and those in the clusters of the environment alone: a task has a role."
  }

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : s.Condition.StringEquals["aws:ResourceTag/Environment"] if contains(s.Action, "ecs:StopTask")
    ] == ["test"]
    error_message = "In a cluster of somebody else's it may stop its own tasks alone."
  }
}
