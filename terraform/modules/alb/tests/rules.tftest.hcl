mock_provider "aws" {}

variables {
  name       = "slipway-test"
  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }

  target_cidrs = { eu-west-1a = "10.0.128.0/20", eu-west-1b = "10.0.144.0/20" }

  rules = {
    catalog = { path = "/catalog" }
    orders  = { path = "/orders" }
  }
}

run "priorities" {
  command = plan

  assert {
    condition     = output.rule_priorities == { catalog = 40769, orders = 44387 }
    error_message = "A service's priority must always be the same; a change of the rule would move every rule of every user."
  }
}

run "priorities_do_not_move_when_services_come_and_go" {
  command = plan

  variables {
    rules = {
      accounts = { path = "/accounts" }
      catalog  = { path = "/catalog" }
      orders   = { path = "/orders" }
      zebra    = { path = "/zebra" }
    }
  }

  assert {
    condition     = output.rule_priorities["catalog"] == run.priorities.rule_priorities["catalog"] && output.rule_priorities["orders"] == run.priorities.rule_priorities["orders"]
    error_message = "A service's priority must depend on that service alone."
  }
}

run "deeper_paths_come_first_and_the_root_last" {
  command = plan

  variables {
    rules = {
      web     = { path = "/" }
      catalog = { path = "/catalog" }
      admin   = { path = "/catalog/admin" }
      urgent  = { path = "/urgent", priority = 10 }
    }
  }

  assert {
    condition = (
      output.rule_priorities["urgent"] == 10 &&
      output.rule_priorities["urgent"] < output.rule_priorities["admin"] &&
      output.rule_priorities["admin"] < output.rule_priorities["catalog"] &&
      output.rule_priorities["catalog"] < output.rule_priorities["web"] &&
      output.rule_priorities["web"] <= 50000
    )
    error_message = "Set priorities must come first, then deeper paths before those that contain them, and / last."
  }
}

run "names_services_that_share_a_priority" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/catalog", priority = 10 }
      orders  = { path = "/orders", priority = 10 }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "names_services_that_share_a_path" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/shop" }
      orders  = { path = "/shop" }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "names_a_deep_path_that_would_never_be_reached" {
  command = plan

  # Both are in the band of the deepest paths, where the hash of the name decides.
  variables {
    rules = {
      catalog = { path = "/a/b/c/d" }
      orders  = { path = "/a/b/c/d/e" }
    }
  }

  expect_failures = [output.rule_priorities]
}

run "refuses_paths_and_priorities_that_no_rule_can_have" {
  command = plan

  variables {
    rules = {
      catalog = { path = "/catalog/*" }
      orders  = { path = "/orders", priority = 5000 }
    }
  }

  expect_failures = [var.rules]
}
