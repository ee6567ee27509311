mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  environment = "test"
  region      = "eu-west-1"

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

run "protection_reaches_state_and_images" {
  command = plan

  assert {
    condition     = !module.state.deletable && !module.ecr.deletable
    error_message = "By default neither state nor images may go with the stack."
  }
}

run "a_rehearsal_can_be_cleared_away" {
  command = plan

  variables {
    deletion_protection = false
  }

  assert {
    condition     = module.state.deletable && module.ecr.deletable
    error_message = "Without protection state and images must go with the stack."
  }
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
