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
    zone             = { id = "Z0123456789ABCDEFGHIJ", name = "example.com" }
  }
}

run "changes_records_of_one_zone" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["observe"].policy).Statement : [s.Resource, s.Condition["ForAllValues:StringEquals"]]
      if contains(s.Action, "route53:ChangeResourceRecordSets")
    ] == [[["arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"], { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "CNAME"] }]]
    error_message = "Only records of the settings' zone may change, and of them none that delegates it or carries mail."
  }
}

run "asks_for_certificates_of_the_zone" {
  command = plan

  assert {
    condition = [
      for s in jsondecode(aws_iam_policy.ci["observe"].policy).Statement : s.Condition["ForAllValues:StringLike"]["acm:DomainNames"]
      if contains(s.Action, "acm:RequestCertificate")
    ] == [["example.com", "*.example.com"]]
    error_message = "A certificate may be asked for names of the zone alone."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.ci["observe"].policy).Statement : s.Condition.StringEquals["aws:ResourceTag/Environment"] == "test"
      if contains(s.Action, "acm:DeleteCertificate")
    ])
    error_message = "Only certificates of the environment may be deleted."
  }
}

run "who_plans_reads_the_zone_and_changes_nothing" {
  command = plan

  assert {
    condition = toset(flatten([
      for name in ["read", "plan"] : [for s in jsondecode(aws_iam_policy.ci[name].policy).Statement : [for action in s.Action : action if startswith(action, "route53:") || startswith(action, "acm:")]]
      ])) == toset([
      "acm:DescribeCertificate", "acm:ListTagsForCertificate", "route53:GetHostedZone", "route53:ListHostedZones",
      "route53:ListResourceRecordSets", "route53:ListTagsForResource",
    ])
    error_message = "A plan must read the zone and the certificate, and change neither."
  }
}

run "without_a_zone_there_is_no_right_to_dns" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["test"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.ci : !strcontains(policy.policy, "acm:") && !strcontains(policy.policy, "route53:ChangeResource")])
    error_message = "Where the settings have no zone, no role may touch DNS or certificates."
  }
}

run "refuses_a_zone_that_is_no_id" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["test"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" }, zone = { id = "*" } }
  }

  expect_failures = [var.ci]
}
