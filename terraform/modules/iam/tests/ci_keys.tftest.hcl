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
    kms_key_arns     = ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]
    web_acl_arn      = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/a1b2c3d4"
  }
}

run "a_person_makes_keys" {
  command = plan

  assert {
    condition = length([
      for action in flatten([for policy in aws_iam_policy.ci : [for s in jsondecode(policy.policy).Statement : s.Action if s.Effect == "Allow"]]) : action
      if startswith(action, "kms:") && !can(regex("^kms:(?:Describe|Get|List|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|CreateGrant|Sign)", action))
    ]) == 0
    error_message = "The pipeline may use keys that it was given, and neither make, tag nor end one, nor change a key's policy or name."
  }
}

run "a_firewall_is_the_one_that_is_named" {
  command = plan

  assert {
    condition = { for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : s.Sid => s.Resource if contains(s.Action, "wafv2:AssociateWebACL") } == {
      Firewall = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/slipway-test/*", "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/a1b2c3d4"]
    }
    error_message = "The load balancer must get the firewall of the settings, and no other load balancer or firewall be touched."
  }

  assert {
    condition     = anytrue([for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : contains(s.Action, "elasticloadbalancing:SetWebAcl") && contains(s.Resource, "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/slipway-test/*")])
    error_message = "To give a load balancer a firewall, AWS asks for SetWebAcl beside."
  }
}

run "keys_of_ones_own_do_what_tables_want" {
  command = plan

  assert {
    condition = [for s in jsondecode(aws_iam_policy.ci["data"].policy).Statement : [s.Action, s.Resource] if s.Sid == "Keys"] == [
      [["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"]]
    ]
    error_message = "DynamoDB asks all of this of who makes a table with a key of one's own."
  }
}
