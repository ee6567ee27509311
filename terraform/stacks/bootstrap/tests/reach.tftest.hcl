# What the pipeline's roles reach beside what the stacks make.
mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_route53_zone" {
    defaults = { name = "example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
  }
}

variables {
  ci            = { repository = "example/shop" }
  load_balancer = { zone = "example.com", domain = "shop.example.com" }
}

run "a_zone_by_name_is_found" {
  command = plan

  assert {
    condition     = local.zone == { id = "Z0123456789ABCDEFGHIJ", name = "example.com" }
    error_message = "The role that applies must be given the id of the zone that the settings name."
  }
}

run "a_zone_by_id_has_a_name" {
  command = plan

  variables {
    load_balancer = { zone = "Z0123456789ABCDEFGHIJ", domain = "shop.example.com" }
  }

  assert {
    condition     = local.zone == { id = "Z0123456789ABCDEFGHIJ", name = "example.com" }
    error_message = "Certificates are limited to names of the zone, so its name must be found."
  }
}

run "a_rehearsal_reaches_the_zone_of_the_stack_platform" {
  command = plan

  variables {
    emulated = true
  }

  assert {
    condition     = local.zone.id == "ZREHEARSAL" && length(data.aws_route53_zone.this) == 0
    error_message = "Both stacks must mean the same zone in an emulator, or an enforced role is refused its records."
  }
}

run "without_a_zone_none_is_asked_for" {
  command = plan

  variables {
    load_balancer = {}
  }

  assert {
    condition     = local.zone == null && length(data.aws_route53_zone.this) == 0
    error_message = "Where the settings name no zone, none may be looked for."
  }
}

run "services_with_a_file_system_may_use_it" {
  command = plan

  variables {
    services = { catalog = { port = 8080 }, orders = { port = 8080, volumes = { uploads = { path = "/uploads" } } } }
  }

  assert {
    condition     = local.ci.workload_actions == toset(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"])
    error_message = "The boundary must leave a service what its volumes need."
  }
}

run "without_a_file_system_the_boundary_is_as_it_was" {
  command = plan

  variables {
    services = { catalog = { port = 8080 }, orders = { port = 8080, volumes = {} } }
  }

  assert {
    condition     = length(local.ci.workload_actions) == 0
    error_message = "No service that has no volume may change what all of them may do at most."
  }
}
