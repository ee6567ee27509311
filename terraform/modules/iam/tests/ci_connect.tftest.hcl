mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  ci = {
    repository       = "example/shop"
    environments     = ["staging"]
    state_bucket     = "slipway-test-state-123456789012"
    lock_table       = "slipway-test-lock"
    environment_tags = { Project = "slipway", Environment = "test" }
  }
}

run "a_namespace_is_the_environment_s_by_its_tags" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["observe"].policy).Statement : s.Condition.StringEquals if contains(s.Action, "servicediscovery:DeleteNamespace")
    ] == [{ "aws:ResourceTag/Environment" = "test", "aws:ResourceTag/Project" = "slipway" }]
    error_message = "Only a namespace that has the environment's tags may be deleted: its id says nothing."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.ci["observe"].policy).Statement : s.Condition.StringEquals["aws:RequestTag/Environment"] == "test" && s.Condition.StringEquals["aws:RequestTag/Project"] == "slipway"
      if contains(s.Action, "servicediscovery:CreateHttpNamespace")
    ])
    error_message = "A namespace must be made with the environment's tags, or nobody could take it away."
  }
}

run "what_is_in_a_namespace_is_for_ecs_to_make" {
  command = plan

  assert {
    condition = toset(flatten([
      for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : [for action in s.Action : action if startswith(action, "servicediscovery:") && s.Effect == "Allow"]]
      ])) == toset([
      "servicediscovery:CreateHttpNamespace", "servicediscovery:DeleteNamespace", "servicediscovery:GetNamespace", "servicediscovery:GetOperation",
      "servicediscovery:ListNamespaces", "servicediscovery:ListTagsForResource", "servicediscovery:TagResource", "servicediscovery:UpdateHttpNamespace",
    ])
    error_message = "The pipeline must register nobody in a namespace: that would send calls elsewhere."
  }
}
