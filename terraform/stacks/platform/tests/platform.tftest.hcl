mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    catalog = { port = 8080, path = "/catalog" }
    web     = { port = 3000, path = "/", health_path = "/up", count = 3, environment = { CURRENCY = "EUR" } }
  }

  images = {
    catalog = "registry.example.com/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    web     = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  }
}

run "a_verification_is_told_what_it_needs" {
  command = plan

  assert {
    condition = { for name, s in output.services : name => s.health_path } == {
      catalog = "/catalog/healthz", web = "/up"
    }
    error_message = "A health path that is left out must be <path>/healthz."
  }

  assert {
    condition = jsonencode({ for name, s in output.services : name => s.container_environment }) == jsonencode({
      catalog = { PORT = "8080", IMAGE_DIGEST = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
      web     = { PORT = "3000", IMAGE_DIGEST = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", CURRENCY = "EUR" }
    })
    error_message = "Each service must be told its port and its own image's digest."
  }

  assert {
    condition     = output.service_names == { catalog = "catalog", web = "web" } && output.cluster_name == "slipway-test" && output.services["web"].desired_count == 3
    error_message = "Services must have their keys' names, in the cluster <project>-<environment>."
  }
}

run "names_the_service_without_an_image" {
  command = plan

  variables {
    images = {
      catalog = "registry.example.com/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    }
  }

  expect_failures = [var.images]
}

run "names_the_image_without_a_service" {
  command = plan

  variables {
    images = {
      catalog = "registry.example.com/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      web     = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      orders  = "registry.example.com/orders@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    }
  }

  expect_failures = [var.images]
}

run "names_the_image_given_by_tag" {
  command = plan

  variables {
    images = {
      catalog = "registry.example.com/catalog:v1"
      web     = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    }
  }

  expect_failures = [var.images]
}

run "refuses_no_service" {
  command = plan

  variables {
    services = {}
    images   = {}
  }

  expect_failures = [var.services]
}

run "accepts_names_that_are_no_secrets" {
  command = plan

  variables {
    services = {
      catalog = { port = 8080, path = "/catalog", uses = { tables = ["refresh-token"] } }
      web     = { port = 3000, path = "/", environment = { NEXT_PAGE_TOKEN = "p" }, not_secrets = ["NEXT_PAGE_TOKEN"] }
    }
    tables = { refresh-token = { hash_key = { name = "id" } } }
  }

  assert {
    condition     = output.services["web"].container_environment.NEXT_PAGE_TOKEN == "p"
    error_message = "A name in not_secrets must reach the container."
  }
}

run "refuses_not_secrets_of_no_variable" {
  command = plan

  variables {
    services = {
      catalog = { port = 8080, path = "/catalog" }
      web     = { port = 3000, path = "/", not_secrets = ["NEXT_PAGE_TOKEN"] }
    }
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

run "everybody_may_connect_to_a_public_load_balancer" {
  command = plan

  assert {
    condition     = local.ingress_cidrs == toset(["0.0.0.0/0"])
    error_message = "Where the settings say nothing, the load balancer faces the internet and must be open to it."
  }
}

run "the_vpc_alone_may_connect_to_an_internal_load_balancer" {
  command = plan

  variables {
    load_balancer = { internal = true }
  }

  assert {
    condition     = local.ingress_cidrs == toset(["10.0.0.0/16"])
    error_message = "An internal load balancer must be open to its VPC, and not to the world."
  }
}

run "the_settings_say_who_may_connect" {
  command = plan

  variables {
    load_balancer = { internal = true, ingress_cidrs = ["10.0.0.0/8"] }
  }

  assert {
    condition     = local.ingress_cidrs == toset(["10.0.0.0/8"])
    error_message = "The networks that the settings name must be those that may connect."
  }
}

run "refuses_an_account_that_is_no_number" {
  command = plan

  variables {
    account = "1234-5678-9012"
  }

  expect_failures = [var.account]
}

run "refuses_trunking_that_no_instance_can_have" {
  command = plan

  variables {
    cluster = { instance_types = ["t3.medium", "t4g.medium"], awsvpc_trunking = true }
  }

  expect_failures = [var.cluster]
}
