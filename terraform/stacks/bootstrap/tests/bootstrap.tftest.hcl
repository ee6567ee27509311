mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment = "test"

  # As in a settings file: the services differ in what they set.
  services = {
    catalog = { port = 8080, path = "/catalog" }
    orders  = { port = 8080, path = "/orders", count = 3, environment = { CURRENCY = "EUR" } }
  }
}

run "names_are_known_before_any_state" {
  command = plan

  assert {
    condition     = output.state_bucket == "slipway-test-state-123456789012" && output.lock_table == "slipway-test-lock"
    error_message = "The pipeline makes these names by itself: <project>-<environment>-state-<account> and <project>-<environment>-lock."
  }

  assert {
    condition     = { for service, repository in output.repositories : service => repository.name } == { catalog = "slipway-test/catalog", orders = "slipway-test/orders" }
    error_message = "Each service must have the repository <project>-<environment>/<service>."
  }
}

run "what_runs_another_s_image_has_no_repository" {
  command = plan

  variables {
    services = {
      orders = { port = 8080, path = "/orders", image = null }
      mailer = { worker = true, image = "orders" }
    }
  }

  assert {
    condition     = toset(keys(output.repositories)) == toset(["orders"])
    error_message = "An image is kept once, under the name of the service that it is of."
  }
}

run "protection_reaches_the_state" {
  command = plan

  assert {
    condition     = !module.state.deletable
    error_message = "By default the state may not go with the stack."
  }
}

run "a_rehearsal_can_be_cleared_away" {
  command = plan

  variables {
    deletion_protection = false
  }

  assert {
    condition     = module.state.deletable
    error_message = "Without protection the state must go with the stack."
  }

  assert {
    condition     = length(module.ecr.deletable) == 0
    error_message = "Images must stay, protected or not, until their repository is named."
  }
}

# The two applies that remove a repository with its images, and an apply that was never followed by the second.
run "two_services" {
  command = apply
}

run "a_repository_that_is_named_stays_without_its_service" {
  command = apply

  variables {
    services               = { catalog = { port = 8080, path = "/catalog" } }
    removable_repositories = ["orders"]
  }

  assert {
    condition     = toset(keys(output.repositories)) == toset(["catalog", "orders"]) && module.ecr.deletable == toset(["orders"])
    error_message = "The first apply must keep the repository and write into the state that it may go, and no other."
  }
}

run "it_goes_when_it_is_named_no_longer" {
  command = apply

  variables {
    services = { catalog = { port = 8080, path = "/catalog" } }
  }

  assert {
    condition     = keys(output.repositories) == ["catalog"]
    error_message = "The second apply must delete the repository."
  }
}

run "a_service_that_came_back_is_kept_again" {
  command = plan

  assert {
    condition     = toset(keys(output.repositories)) == toset(["catalog", "orders"]) && length(module.ecr.deletable) == 0
    error_message = "A service of the settings must have a repository that nothing deletes with its images."
  }
}

run "a_repository_is_kept_without_its_service" {
  command = plan

  variables {
    services          = { catalog = { port = 8080, path = "/catalog" } }
    kept_repositories = ["orders"]
  }

  assert {
    condition     = toset(keys(output.repositories)) == toset(["catalog", "orders"]) && length(module.ecr.deletable) == 0
    error_message = "A repository that is kept must stay, and nothing may delete it with its images."
  }
}

run "refuses_to_keep_a_repositorys_whole_name" {
  command = plan

  variables {
    kept_repositories = ["slipway-test/orders"]
  }

  expect_failures = [var.kept_repositories]
}

run "refuses_a_repositorys_whole_name" {
  command = plan

  variables {
    removable_repositories = ["slipway-test/orders"]
  }

  expect_failures = [var.removable_repositories]
}

run "refuses_names_with_no_room" {
  command = plan

  variables {
    project     = "a-very-long-project"
    environment = "Test"
    region      = "eu-west-1a"
    services    = { Catalog = {} }
  }

  expect_failures = [var.project, var.environment, var.region, var.services]
}

run "refuses_services_that_are_no_map" {
  command = plan

  variables {
    services = ["catalog"]
  }

  expect_failures = [var.services]
}

run "is_production_unless_it_says_otherwise" {
  command = plan

  assert {
    condition     = var.tier == "production"
    error_message = "An environment that says nothing must be production: the policy asks less of a test."
  }
}

run "refuses_a_tier_that_the_policy_does_not_know" {
  command = plan

  variables {
    tier = "staging"
  }

  expect_failures = [var.tier]
}

run "refuses_an_account_that_is_no_number" {
  command = plan

  variables {
    account = "1234-5678-9012"
  }

  expect_failures = [var.account]
}

run "what_the_account_chose_stays" {
  command = plan

  variables {
    cluster = { instance_types = ["m6i.large"], awsvpc_trunking = false }
  }

  assert {
    condition     = length(aws_ecs_account_setting_default.trunking) == 0
    error_message = "An account's setting is for all clusters of it: nothing may be written that nobody asked for."
  }
}

run "trunking_is_there_before_the_first_instance" {
  command = plan

  variables {
    cluster = { awsvpc_trunking = true }
  }

  assert {
    condition     = aws_ecs_account_setting_default.trunking[0].name == "awsvpcTrunking" && aws_ecs_account_setting_default.trunking[0].value == "enabled"
    error_message = "The setting counts for instances that start later, so the bootstrap has to make it."
  }
}
