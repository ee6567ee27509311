mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  environment = "prod"
  region      = "eu-west-1"
  services    = { catalog = { port = 8080, path = "/catalog" } }
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
