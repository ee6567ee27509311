mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_subnets" {
    defaults = { ids = [] }
  }

  mock_data "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/1", arn_suffix = "app/shared/1", dns_name = "shared-1.eu-west-1.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", security_groups = ["sg-0aaaaaaaaaaaaaaaa"] }
  }

  mock_data "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/1", protocol = "HTTP" }
  }

  mock_data "aws_vpc_security_group_rules" {
    defaults = { ids = ["sgr-1"] }
  }

  mock_data "aws_vpc_security_group_rule" {
    defaults = { is_egress = true }
  }

  mock_data "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared", status = "ACTIVE" }
  }
}

override_module {
  target          = module.vpc
  override_during = plan

  outputs = {
    vpc_id               = "vpc-0aaaaaaaaaaaaaaaa"
    cidr                 = "10.9.0.0/16"
    private_subnet_ids   = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
    public_subnet_ids    = { eu-west-1a = "subnet-0c", eu-west-1b = "subnet-0d" }
    private_subnet_cidrs = { eu-west-1a = "10.9.1.0/24", eu-west-1b = "10.9.2.0/24" }
    nat_gateway_ids      = {}
  }
}

variables {
  project     = "shop"
  environment = "staging"
  region      = "eu-west-1"
  tier        = "test"

  ci     = { repository = "example/shop" }
  alarms = { emails = ["on-call@example.com"] }

  services = {
    web = { port = 3000, path = "/" }
    api = { port = 8080, path = "/api" }
  }
  images = {
    web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    api = "registry.example.com/api@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  }

  preview = {
    name          = "pr-12"
    vpc           = { vpc_id = "vpc-0aaaaaaaaaaaaaaaa", private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"] }
    load_balancer = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
    cluster       = { name = "shop-staging", capacity_provider = "shop-staging" }
    host          = "shop.example.com"
    priorities    = { web = 4201, api = 3401 }
  }
}

run "refuses_a_name_that_is_none" {
  command = plan

  variables {
    preview = {
      name          = "PR_12"
      vpc           = { vpc_id = "vpc-0aaaaaaaaaaaaaaaa", private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"] }
      load_balancer = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
      cluster       = { name = "shop-staging", capacity_provider = "shop-staging" }
      host          = "shop.example.com"
      priorities    = { web = 4201, api = 3401 }
    }
  }

  expect_failures = [var.preview]
}

run "refuses_names_that_are_too_long" {
  command = plan

  variables {
    project = "a-longer-project"
  }

  expect_failures = [var.preview]
}

run "refuses_a_preview_of_production" {
  command = plan

  variables {
    tier = "production"
  }

  expect_failures = [var.preview]
}

run "refuses_a_service_without_a_priority" {
  command = plan

  variables {
    services = {
      web   = { port = 3000, path = "/" }
      api   = { port = 8080, path = "/api" }
      mails = { port = 8080, path = "/mails", image = "web" }
    }
  }

  expect_failures = [var.preview]
}

run "refuses_names_of_previews_without_a_domain" {
  command = plan

  variables {
    preview       = null
    load_balancer = { previews = true }
  }

  expect_failures = [var.load_balancer]
}

run "previews_have_names_in_the_zone" {
  command = plan

  variables {
    preview       = null
    load_balancer = { zone = "example.com", domain = "shop.example.com", previews = true }
    services = {
      web = { port = 3000, path = "/" }
      api = { port = 8080, path = "/api", hosts = ["api.example.com"] }
    }
    emulated = true
  }

  assert {
    condition     = local.zone_names == toset(["shop.example.com", "*.shop.example.com", "api.example.com", "*.api.example.com"]) && output.for_previews.named
    error_message = "The certificate and the zone must have the wildcards below which previews have their names."
  }
}
