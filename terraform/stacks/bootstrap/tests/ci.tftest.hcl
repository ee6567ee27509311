mock_provider "aws" {
  source = "./tests/mocks"

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
}

# deploy.yml has one input, which is both the GitHub environment of the job and the file of settings.
run "the_github_environment_is_called_like_ours" {
  command = plan

  variables {
    ci = { repository = "example/shop" }
  }

  assert {
    condition     = local.ci_environments == toset(["prod"])
    error_message = "Where the settings name no GitHub environment, the one with this environment's name must be trusted."
  }
}

run "a_branch_that_may_apply_adds_no_environment" {
  command = plan

  variables {
    ci = { repository = "example/shop", branches = ["main"] }
  }

  assert {
    condition     = length(local.ci_environments) == 0
    error_message = "What may apply must be what the settings name, and nothing more."
  }
}

run "an_environment_that_is_named_is_the_one" {
  command = plan

  variables {
    ci = { repository = "example/shop", environments = ["live"] }
  }

  assert {
    condition     = local.ci_environments == toset(["live"])
    error_message = "A GitHub environment that the settings name must be the trusted one."
  }
}

run "the_key_that_the_settings_trust_is_made_and_the_pipeline_may_sign_with_it" {
  command = apply

  variables {
    ci      = { repository = "example/shop" }
    release = { signer = { kms_key = "awskms:///alias/slipway-prod-release" } }
  }

  override_resource {
    target = aws_kms_key.release
    values = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = aws_kms_key.release[0].key_usage == "SIGN_VERIFY" && aws_kms_alias.release[0].name == "alias/slipway-prod-release"
    error_message = "The alias that the settings trust must be of a key that signs."
  }

  assert {
    condition     = output.signing_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" && output.release_role_arn != null
    error_message = "The branch that releases must have a role, and its key be known."
  }
}

run "keys_and_a_firewall_of_the_settings_reach_the_pipeline" {
  command = plan

  variables {
    ci            = { repository = "example/shop", kms_key_arns = ["arn:aws:kms:eu-west-1:123456789012:key/0"] }
    cluster       = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1", exec_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/7" }
    logs          = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/8" }
    vpc           = { flow_logs = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/2" } }
    buckets       = { files = { purpose = "data", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/3" }, plain = { purpose = "data" } }
    tables        = { carts = { hash_key = { name = "id" }, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/4" } }
    databases     = { main = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/5", secret_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/6" } }
    load_balancer = { web_acl_arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/a1b2c3d4" }
  }

  assert {
    condition     = local.stack_keys == tolist([for key in [1, 2, 7, 8, 3, 4, 5, 6] : "arn:aws:kms:eu-west-1:123456789012:key/${key}"])
    error_message = "Every key that the settings name must be one that the pipeline may use."
  }

  assert {
    condition     = local.ci.kms_key_arns == toset([for key in range(9) : "arn:aws:kms:eu-west-1:123456789012:key/${key}"])
    error_message = "The keys of the settings must reach the roles, beside those that ci names."
  }

  assert {
    condition     = local.ci.web_acl_arn == var.load_balancer.web_acl_arn
    error_message = "The firewall of the load balancer must reach the roles, or no apply may associate it."
  }
}

run "tables_and_backups_of_the_settings_reach_the_pipeline_by_their_whole_names" {
  command = plan

  variables {
    ci     = { repository = "example/shop" }
    tables = { carts = { hash_key = { name = "id" } } }

    databases = {
      main  = { restore = { from = "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-0123456789" } }
      other = { restore = { from = "slipway-prod-old" } }
      plain = {}
    }
  }

  assert {
    condition     = local.ci_tables == tolist(["carts"]) && local.ci_backups == tolist(["arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-0123456789"])
    error_message = "What the settings name must be what the pipeline may change, and come from."
  }
}

run "a_key_of_somebody_elses_is_not_made" {
  command = plan

  variables {
    ci      = { repository = "example/shop" }
    release = { signer = { kms_key = "awskms:///alias/release" } }
  }

  assert {
    condition     = length(aws_kms_key.release) == 0
    error_message = "A key that is not called like this environment is somebody else's."
  }
}
