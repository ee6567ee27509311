mock_provider "aws" {
  source = "./tests/mocks"
}

# The longest names there can be, so that the policies are at their longest too.
variables {
  name   = "a-long-project-a-long-envron1"
  region = "ap-southeast-2"

  ci = {
    repository        = "example/shop"
    environments      = ["staging"]
    state_bucket      = "a-long-project-a-long-envron1-state-123456789012"
    lock_table        = "a-long-project-a-long-envron1-lock"
    state_kms_key_arn = "arn:aws:kms:ap-southeast-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    environment_tags  = { Project = "a-long-project12", Environment = "a-long-envi1", ManagedBy = "slipway" }
    kms_key_arns      = ["arn:aws:kms:ap-southeast-2:123456789012:key/11111111-2222-3333-4444-555555555555"]
    signing_key_arn   = "arn:aws:kms:ap-southeast-2:123456789012:key/66666666-7777-8888-9999-000000000000"
    release_branches  = ["main"]
    web_acl_arn       = "arn:aws:wafv2:ap-southeast-2:123456789012:regional/webacl/a-firewall-with-a-long-name/66666666-7777-8888-9999-000000000000"
    zone              = { id = "Z0123456789ABCDEFGHIJ", name = "shop.a-company-with-a-long-name.example.com" }
    existing          = { vpc_id = "vpc-0123456789abcdef0", listener_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:123456789012:listener/app/a-load-balancer-with-a-long-nam/0123456789abcdef/0123456789abcdef", cluster = "a-cluster-with-quite-a-long-name" }
    buckets           = ["access-logs", "receipts", "uploads", "exports", "invoices", "thumbnails"]
    tables            = ["orders", "sessions", "carts", "prices", "stock-levels", "idempotency-keys"]
    backups           = ["arn:aws:rds:ap-southeast-2:123456789012:auto-backup:ab-0123456789abcdefghijklmnopqrst"]
    shared_tags       = { Project = ["another-project"], Environment = ["another-envi"] }
    may_delete_data   = true
    previews          = true
  }
}

run "policies_fit" {
  command = plan

  assert {
    condition     = alltrue([for policy in aws_iam_policy.ci : length(policy.policy) <= 6144]) && length(aws_iam_policy.boundary[0].policy) <= 6144
    error_message = "IAM gives a policy 6144 characters: ${join(", ", [for name, policy in aws_iam_policy.ci : "${name} ${length(policy.policy)}"])}, boundary ${length(aws_iam_policy.boundary[0].policy)}."
  }

  assert {
    condition     = length(aws_iam_role_policy_attachment.apply) <= 10 && toset(keys(aws_iam_role_policy_attachment.plan)) == toset(["plan", "read"]) && toset(keys(aws_iam_role_policy_attachment.release)) == toset(["plan", "push", "read"])
    error_message = "A role has room for ten policies, and the roles that plan and release may have none but theirs."
  }
}

run "no_wildcard_for_actions" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for policy in concat(values(aws_iam_policy.ci), aws_iam_policy.boundary) : [
        for s in jsondecode(policy.policy).Statement : [for action in s.Action : can(regex("^[a-z0-9-]+:[A-Za-z*]*[A-Za-z][A-Za-z*]*$", action)) && !can(regex("^iam:.*[*]", action))] if s.Effect == "Allow"
      ]
    ]))
    error_message = "No action that is allowed may be a wildcard alone, and none of iam hold one."
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.ci : !can(regex("NotAction|NotResource", policy.policy))])
    error_message = "Policies must say what they allow, not what they leave out."
  }
}

run "all_resources_only_for_what_aws_cannot_scope" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : length(setsubtract(s.Action, concat(keys(local.unscoped.read), keys(local.unscoped.apply)))) == 0 && can(s.Condition.StringEquals["aws:RequestedRegion"]) if contains(flatten([s.Resource]), "*")
      ]
    ]))
    error_message = "Only the listed actions may be for all resources, and in the environment's region only."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : [
          for resource in flatten([s.Resource]) : strcontains(resource, "a-long-project-a-long") || strcontains(resource, "/a-cluster-with-quite-a-long-name") || can(s.Condition) || s.Sid != "" && can(regex(":123456789012:(?:key/|vpc/|namespace/|scalable-target/|og:default|regional/webacl/|certificate/|secret:rds!db-|auto-backup:)|:oidc-provider/|::parameter/aws/service/|:::(?:hostedzone|change)/", resource)) if resource != "*"
        ] if s.Effect == "Allow"
      ]
    ]))
    error_message = "What is allowed must be scoped to the prefix, or be under a condition."
  }
}

run "signs_with_the_key_for_it_and_no_other" {
  command = plan

  assert {
    condition = {
      for name, policy in aws_iam_policy.ci : name => flatten([for s in jsondecode(policy.policy).Statement : s.Resource if contains(s.Action, "kms:Sign")])
      if strcontains(policy.policy, "kms:Sign")
    } == { push = [var.ci.signing_key_arn] }
    error_message = "What signs releases must be the signing key alone, and nobody may sign but who may push."
  }
}

run "a_release_pushes_and_changes_nothing_else" {
  command = plan

  assert {
    condition = toset(flatten([for s in jsondecode(aws_iam_policy.ci["push"].policy).Statement : s.Action])) == toset([
      "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart", "kms:GetPublicKey", "kms:Sign",
    ])
    error_message = "Before an approval a branch may push images and sign them, and nothing else."
  }
}

run "signs_with_no_key_of_kms_by_default" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["staging"], state_bucket = "slipway-test-state-123456789012", lock_table = "slipway-test-lock", environment_tags = { Environment = "test" } }
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.ci : !strcontains(policy.policy, "kms:Sign")])
    error_message = "Without a signing key there must be no right to sign."
  }
}
