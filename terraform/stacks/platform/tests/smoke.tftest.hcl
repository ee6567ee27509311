mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    web = {
      port                      = 3000
      path                      = "/shop"
      hosts                     = ["*.example.com", "shop.example.org"]
      version_path              = "/shop/version"
      health_check_grace_period = 120
      health_check_interval     = 10
      health_check_timeout      = 4
      healthy_threshold         = 3
      smoke = [
        { path = "/shop/items?limit=1", contains = "items" },
        { path = "/shop", status = 302, host = "www.example.com" },
      ]
    }
  }

  images = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
}

run "a_verification_is_told_what_to_ask" {
  command = plan

  assert {
    condition = output.services["web"].version_path == "/shop/version" && jsonencode(output.services["web"].smoke) == jsonencode([
      { contains = "items", host = null, path = "/shop/items?limit=1", status = 200 },
      { contains = null, host = "www.example.com", path = "/shop", status = 302 },
    ])
    error_message = "What the settings ask must be in the output, which a later verify reads."
  }

  assert {
    condition     = output.services["web"].ready_seconds == 154
    error_message = "Its patience must be the grace period (120), three checks (30) and the last one's timeout (4)."
  }
}

run "nothing_is_asked_where_nothing_is_said" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/" } }
  }

  assert {
    condition     = output.services["web"].version_path == null && length(output.services["web"].smoke) == 0
    error_message = "A service without version_path and smoke must be asked for neither."
  }
}

run "refuses_a_version_path_of_another_service" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", version_path = "/shopping/version" } }
  }

  expect_failures = [var.services]
}

run "refuses_an_empty_version_path" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", version_path = "" } }
  }

  expect_failures = [var.services]
}

run "refuses_a_path_without_a_slash" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", smoke = [{ path = "shop" }] } }
  }

  expect_failures = [var.services]
}

run "refuses_a_path_with_a_space" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", smoke = [{ path = "/shop/a b" }] } }
  }

  expect_failures = [var.services]
}

run "refuses_a_status_that_no_answer_has" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", smoke = [{ path = "/shop", status = 600 }] } }
  }

  expect_failures = [var.services]
}

run "refuses_a_text_that_every_answer_has" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", smoke = [{ path = "/shop", contains = "" }] } }
  }

  expect_failures = [var.services]
}

run "refuses_a_host_of_another_service" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", hosts = ["*.example.com"], smoke = [{ path = "/shop", host = "a.b.example.com" }] } }
  }

  expect_failures = [var.services]
}

run "refuses_more_than_twenty_requests" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/shop", smoke = [for n in range(21) : { path = "/shop/${n}" }] } }
  }

  expect_failures = [var.services]
}
