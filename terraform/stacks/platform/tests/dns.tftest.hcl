mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_route53_zone" {
    defaults = { name = "example.com", zone_id = "Z0123456789ABCDEFGHIJ", private_zone = false }
  }
}

variables {
  services = {
    catalog = { port = 8080, path = "/catalog" }
    shop    = { port = 8080, hosts = ["shop.example.com", "*.shop.example.com"] }
  }

  images = {
    catalog = "registry.example.com/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    shop    = "registry.example.com/shop@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  }

  load_balancer = { zone = "example.com", domain = "example.com" }
}

run "a_zone_makes_certificate_and_records" {
  command = plan

  assert {
    condition     = module.dns[0].names == tolist(["*.shop.example.com", "example.com", "shop.example.com"])
    error_message = "The domain and the hosts of all services must be in the certificate and in DNS."
  }

  assert {
    condition     = local.zone_id == "Z0123456789ABCDEFGHIJ" && local.zone_name == "example.com"
    error_message = "A zone by name must be found."
  }
}

run "a_zone_serves_https" {
  command = plan

  assert {
    condition     = startswith(output.url, "https://example.com")
    error_message = "With a zone HTTPS must serve, at the domain."
  }
}

run "without_a_zone_there_is_no_certificate" {
  command = plan

  variables {
    load_balancer = {}
  }

  assert {
    condition     = length(module.dns) == 0 && length(data.aws_route53_zone.this) == 0
    error_message = "Where the settings name no zone, nothing in DNS may be made or asked."
  }
}

run "a_rehearsal_does_not_ask_for_the_zone" {
  command = plan

  variables {
    emulated = true
  }

  assert {
    condition     = length(data.aws_route53_zone.this) == 0 && length(module.dns) == 1
    error_message = "The emulator does not have the zone of the account that is rehearsed."
  }
}

run "a_name_that_only_ends_alike_is_not_in_the_zone" {
  command = plan

  variables {
    load_balancer = { zone = "example.com", domain = "notexample.com" }
  }

  expect_failures = [var.load_balancer]
}

run "names_outside_have_a_certificate_of_their_own" {
  command = plan

  variables {
    load_balancer = {
      zone                   = "example.com"
      domain                 = "example.org"
      extra_certificate_arns = ["arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"]
    }
  }

  assert {
    condition     = module.dns[0].names == tolist(["*.shop.example.com", "shop.example.com"])
    error_message = "Only names of the zone may be in its certificate: ACM would wait for the others for ever."
  }
}

run "a_zone_by_id_must_have_the_names" {
  command = plan

  variables {
    load_balancer = { zone = "Z0123456789ABCDEFGHIJ", domain = "example.org" }
  }

  expect_failures = [data.aws_route53_zone.this]
}

run "refuses_a_zone_beside_a_certificate" {
  command = plan

  variables {
    load_balancer = { zone = "example.com", domain = "example.com", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }
  }

  expect_failures = [var.load_balancer]
}

run "refuses_a_zone_without_a_name" {
  command = plan

  variables {
    load_balancer = { zone = "example.com" }
    services = {
      catalog = { port = 8080, path = "/catalog" }
      shop    = { port = 8080, path = "/" }
    }
  }

  expect_failures = [var.load_balancer]
}

run "refuses_a_zone_that_ends_in_a_dot" {
  command = plan

  variables {
    load_balancer = { zone = "example.com.", domain = "example.com" }
  }

  expect_failures = [var.load_balancer]
}
