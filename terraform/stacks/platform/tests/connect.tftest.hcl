# Services that call others by their names.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan

  mock_resource "aws_service_discovery_http_namespace" {
    defaults = { arn = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0123456789abcdef" }
  }
}

override_module {
  target          = module.alb
  override_during = plan

  outputs = {
    arn_suffix = "app/slipway-test/50dc6c495c0c9188"
    dns_name   = "slipway-test-1.eu-west-1.elb.amazonaws.com"
    rules = {
      web         = { path = "/", hosts = [], priority = 45000 }
      orders      = { path = "/orders", hosts = [], priority = 40000 }
      price-lists = { path = "/prices", hosts = [], priority = 40001 }
    }
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
    security_group_id = "sg-0loadbalancer"
    url               = "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    zone_id           = "Z32O12XQLNTSW2"
  }
}

override_resource {
  target          = module.service["web"].aws_security_group.this
  override_during = plan
  values          = { id = "sg-0web" }
}

override_resource {
  target          = module.service["orders"].aws_security_group.this
  override_during = plan
  values          = { id = "sg-0orders" }
}

override_resource {
  target          = module.service["price-lists"].aws_security_group.this
  override_during = plan
  values          = { id = "sg-0pricelists" }
}

variables {
  services = {
    web         = { port = 3000, path = "/", uses = { services = ["orders"] }, egress_cidrs = ["192.0.2.0/24"] }
    orders      = { port = 8080, path = "/orders", uses = { services = ["price-lists"] }, connect = { request_timeout = 5 } }
    price-lists = { port = 8081, path = "/prices" }
    mailer      = { worker = true, uses = { services = ["orders"] }, environment = { ORDERS_URL = "http://orders.example.com" } }
    watcher     = { worker = true }
  }

  images = {
    web         = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    orders      = "registry.example.com/orders@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    price-lists = "registry.example.com/prices@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    mailer      = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    watcher     = "registry.example.com/watcher@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

run "a_service_is_told_whom_it_uses" {
  command = plan

  # A policy without a statement is refused by IAM.
  assert {
    condition     = alltrue([for policy in values(local.task_policies) : policy == null])
    error_message = "Who calls a service and keeps nothing in AWS has no rights there."
  }

  assert {
    condition     = output.services.web.container_environment.ORDERS_URL == "http://orders:8080" && output.services.orders.container_environment["PRICE_LISTS_URL"] == "http://price-lists:8081"
    error_message = "The name in the environment must be the service's, upper case, with underscores."
  }

  assert {
    condition     = output.services.mailer.container_environment.ORDERS_URL == "http://orders.example.com" && !contains(keys(output.services["price-lists"].container_environment), "WEB_URL")
    error_message = "What the settings say must have the last word, and nobody is told of those who use it."
  }

  assert {
    condition     = sort(local.connected) == tolist(["mailer", "orders", "price-lists", "web"]) && sort(local.used) == tolist(["orders", "price-lists"]) && module.cluster.namespace_arn != null
    error_message = "Who uses a service or is used must be in the namespace, and nobody else."
  }
}

run "only_who_uses_a_service_gets_through" {
  command = plan

  assert {
    condition     = join(" ", keys(aws_vpc_security_group_ingress_rule.connect)) == "mailer:orders orders:price-lists web:orders"
    error_message = "There must be a way for each use, and no other."
  }

  assert {
    condition = alltrue([for rule in aws_vpc_security_group_ingress_rule.connect : rule.from_port == rule.to_port]) && (
      aws_vpc_security_group_ingress_rule.connect["orders:price-lists"].from_port == 8081 &&
      aws_vpc_security_group_ingress_rule.connect["orders:price-lists"].security_group_id == "sg-0pricelists" &&
      aws_vpc_security_group_ingress_rule.connect["orders:price-lists"].referenced_security_group_id == "sg-0orders"
    )
    error_message = "The way must be from the user's group, on the one port, and from no network."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.connect["web:orders"].security_group_id == "sg-0web" && aws_vpc_security_group_egress_rule.connect["web:orders"].referenced_security_group_id == "sg-0orders"
    error_message = "A service with narrow egress_cidrs must still reach whom it uses."
  }
}

run "who_is_called_is_deployed_first" {
  command = plan

  assert {
    condition     = { for name, connect in terraform_data.connect : name => connect.input.order } == { orders = 1, price-lists = 0 }
    error_message = "A task knows only the names that were there when it started: who is called must come first."
  }
}

run "without_uses_nothing_is_made" {
  command = plan

  variables {
    services = {
      web         = { port = 3000, path = "/" }
      orders      = { port = 8080, path = "/orders" }
      price-lists = { port = 8081, path = "/prices" }
      mailer      = { worker = true }
      watcher     = { worker = true }
    }
  }

  assert {
    condition     = module.cluster.namespace_arn == null && length(local.connected) + length(aws_vpc_security_group_ingress_rule.connect) + length(terraform_data.connect) == 0
    error_message = "Services that use no others must have no proxy, no namespace and no way to each other."
  }
}

run "refuses_a_circle" {
  command = plan

  variables {
    services = {
      web         = { port = 3000, path = "/", uses = { services = ["orders"] } }
      orders      = { port = 8080, path = "/orders", uses = { services = ["price-lists"] } }
      price-lists = { port = 8081, path = "/prices", uses = { services = ["orders"] } }
      mailer      = { worker = true }
      watcher     = { worker = true }
    }
  }

  expect_failures = [terraform_data.connect]
}

run "refuses_one_that_answers_no_requests" {
  command = plan

  variables {
    services = {
      web         = { port = 3000, path = "/", uses = { services = ["mailer"] } }
      orders      = { port = 8080, path = "/orders" }
      price-lists = { port = 8081, path = "/prices" }
      mailer      = { worker = true }
      watcher     = { worker = true }
    }
  }

  expect_failures = [var.services]
}

run "refuses_one_that_is_not_there" {
  command = plan

  variables {
    services = {
      web         = { port = 3000, path = "/", uses = { services = ["order"] } }
      orders      = { port = 8080, path = "/orders" }
      price-lists = { port = 8081, path = "/prices" }
      mailer      = { worker = true }
      watcher     = { worker = true }
    }
  }

  expect_failures = [var.services]
}

run "refuses_a_job_that_uses_a_service" {
  command = plan

  variables {
    services = {
      web         = { port = 3000, path = "/" }
      orders      = { port = 8080, path = "/orders" }
      price-lists = { port = 8081, path = "/prices" }
      mailer      = { worker = true }
      watcher     = { schedule = "rate(1 hour)", uses = { services = ["orders"] } }
    }
  }

  expect_failures = [var.services]
}
