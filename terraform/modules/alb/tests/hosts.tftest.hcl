mock_provider "aws" {}

variables {
  name       = "slipway-test"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }

  target_cidrs = { eu-west-1a = "10.0.128.0/20", eu-west-1b = "10.0.144.0/20" }
}

run "hosts_come_before_paths_and_names_before_wildcards" {
  command = plan

  variables {
    rules = {
      catalog  = { path = "/catalog" }
      shop     = { hosts = ["shop.example.com"] }
      checkout = { hosts = ["shop.example.com"], path = "/checkout" }
      tenants  = { hosts = ["*.example.com"] }
      web      = { path = "/" }
    }
  }

  assert {
    condition = (
      output.rule_priorities["checkout"] < output.rule_priorities["shop"] &&
      output.rule_priorities["shop"] < output.rule_priorities["tenants"] &&
      output.rule_priorities["tenants"] < output.rule_priorities["catalog"] &&
      output.rule_priorities["checkout"] >= 5000 &&
      output.rule_priorities["catalog"] == 40769
    )
    error_message = "The more exact rule must come first, and hosts may not move the rules without."
  }

  assert {
    condition     = output.rules["shop"] == { path = "/", hosts = toset(["shop.example.com"]), priority = output.rule_priorities["shop"] } && length(output.rules["catalog"].hosts) == 0
    error_message = "A service must be told its path, hosts and priority."
  }
}

run "one_path_on_two_hosts" {
  command = plan

  variables {
    rules = {
      one = { path = "/api", hosts = ["one.example.com"] }
      two = { path = "/api", hosts = ["two.example.com"] }
      all = { path = "/api" }
    }
  }

  assert {
    condition     = length(output.rules) == 3
    error_message = "A path may be taken once on each host."
  }
}

run "names_services_that_share_a_host" {
  command = plan

  variables {
    rules = {
      one = { hosts = ["a.example.com", "b.example.com"] }
      two = { hosts = ["b.example.com", "c.example.com"] }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "names_a_service_that_would_never_be_reached" {
  command = plan

  variables {
    rules = {
      web  = { path = "/", priority = 10 }
      shop = { hosts = ["shop.example.com"] }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "refuses_a_rule_that_matches_nothing_in_particular" {
  command = plan

  variables {
    rules = { catalog = {} }
  }

  expect_failures = [var.rules]
}

run "refuses_hosts_that_are_no_names" {
  command = plan

  variables {
    rules = { catalog = { hosts = ["https://Shop.example.com"] } }
  }

  expect_failures = [var.rules]
}

run "refuses_more_hosts_than_a_rule_has_room_for" {
  command = plan

  variables {
    rules = { catalog = { hosts = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"] } }
  }

  expect_failures = [var.rules]
}
