mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_subnets" {
    defaults = { ids = [] }
  }

  mock_data "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/1", arn_suffix = "app/shared/1", dns_name = "shared-1.eu-west-1.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2", vpc_id = "vpc-0aaaaaaaaaaaaaaaa", security_groups = ["sg-0aaaaaaaaaaaaaaaa"] }
  }

  mock_data "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/1", protocol = "HTTPS" }
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
  services = { web = { port = 3000, path = "/" } }
  images   = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }

  vpc           = { existing = { vpc_id = "vpc-0aaaaaaaaaaaaaaaa", private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"] } }
  load_balancer = { existing = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" } }
  cluster       = { existing = { name = "shared", capacity_provider = "shared-ec2" } }
}

run "services_stand_on_what_is_there" {
  command = plan

  assert {
    condition     = module.alb.listener_arn == var.load_balancer.existing.listener_arn && module.alb.security_group_id == "sg-0aaaaaaaaaaaaaaaa" && module.cluster.name == "shared" && module.cluster.capacity_provider == "shared-ec2"
    error_message = "Services must be given the listener, the security group, the cluster and the capacity provider of the settings."
  }

  assert {
    condition     = output.url == "https://shared-1.eu-west-1.elb.amazonaws.com" && output.alb_zone_id == "Z32O12XQLNTSW2"
    error_message = "Clients reach the services where the existing load balancer is, by its listener's protocol."
  }

  assert {
    condition     = module.asg.name == null && module.iam.instance_profile_arn == null && !contains(keys(module.s3.names), "access-logs")
    error_message = "There must be no instances, no role for them and no bucket for logs of a load balancer that is not ours."
  }
}

run "a_rehearsal_makes_what_the_emulator_lacks" {
  command = plan

  variables {
    emulated = true
  }

  assert {
    condition     = local.existing.vpc == null && local.existing.load_balancer == null && local.existing.cluster == null && module.asg.name == "slipway-test"
    error_message = "An emulator without the account's network must get one, or nothing could be rehearsed."
  }
}

run "a_rehearsal_takes_what_the_emulator_has" {
  command = plan

  variables {
    emulated = true
  }

  override_data {
    target = data.aws_subnets.rehearsed[0]
    values = { ids = ["subnet-0aaaaaaaaaaaaaaa1"] }
  }

  assert {
    condition     = local.existing.cluster.name == "shared"
    error_message = "What somebody made in the emulator must be used."
  }
}

run "refuses_a_cluster_without_its_network" {
  command = plan

  variables {
    vpc           = {}
    load_balancer = {}
  }

  expect_failures = [var.cluster]
}

run "refuses_a_load_balancer_without_its_network" {
  command = plan

  variables {
    vpc     = {}
    cluster = {}
  }

  expect_failures = [var.load_balancer]
}

run "refuses_to_change_somebody_s_listener" {
  command = plan

  variables {
    load_balancer = {
      existing        = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
      certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    }
  }

  expect_failures = [var.load_balancer]
}

run "refuses_a_public_load_balancer_without_public_subnets" {
  command = plan

  variables {
    load_balancer = {}
  }

  expect_failures = [var.load_balancer]
}

run "refuses_instances_for_a_cluster_that_has_its_own" {
  command = plan

  variables {
    cluster = { existing = { name = "shared", capacity_provider = "shared-ec2" }, ami_release = "2023.0.20260101" }
  }

  expect_failures = [var.cluster]
}

run "refuses_a_key_for_shells_of_somebody_s_cluster" {
  command = plan

  variables {
    cluster = { existing = { name = "shared", capacity_provider = "shared-ec2" }, exec_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/shells" }
  }

  expect_failures = [var.cluster]
}
