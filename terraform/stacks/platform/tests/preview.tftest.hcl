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
    web    = { port = 3000, path = "/", uses = { databases = ["main"], tables = ["carts"], buckets = ["files"] }, secrets = { KEY = "payment" } }
    api    = { port = 8080, path = "/api", hosts = ["api.example.com"], priority = 20, smoke = [{ path = "/api/items", host = "api.example.com" }] }
    mailer = { worker = true, env_file = "files/mailer.env", volumes = { outbox = { path = "/outbox", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0" } } }
    report = { schedule = "rate(1 day)", image = "web" }
  }
  images = {
    web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    api    = "registry.example.com/api@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    mailer = "registry.example.com/mailer@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  }

  databases = { main = { instance_class = "db.t4g.small", monitoring_seconds = 60 } }
  tables    = { carts = { hash_key = { name = "id" } } }
  buckets   = { files = { purpose = "data" } }
  secrets   = { payment = { description = "Key of the payment provider" } }

  preview = {
    name          = "pr-12"
    vpc           = { vpc_id = "vpc-0aaaaaaaaaaaaaaaa", private_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"] }
    load_balancer = { listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shared/0000000000000001/0000000000000002", security_group_id = "sg-0aaaaaaaaaaaaaaaa" }
    cluster       = { name = "shop-staging", capacity_provider = "shop-staging" }
    host          = "shop.example.com"
    priorities    = { web = 4201, api = 3401 }
  }
}

override_data {
  target = data.aws_secretsmanager_secrets.own[0]
  values = { arns = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-staging/payment-AbCdEf"] }
}

run "a_preview_stands_on_its_base" {
  command = plan

  assert {
    condition     = module.asg.name == null && module.iam.instance_profile_arn == null && !contains(keys(module.s3.names), "access-logs") && module.alb.listener_arn == var.preview.load_balancer.listener_arn && output.cluster_name == "shop-staging"
    error_message = "A preview makes no instances, and no load balancer with its log: it has its base's."
  }

  assert {
    condition     = local.secrets.web.KEY == "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-staging/payment-AbCdEf" && endswith(local.alarms_key_arn, "alias/shop-staging-alarms") && endswith(local.boundary_arn, "policy/shop-staging-workloads")
    error_message = "Secrets, the alarms' key and the boundary are those that the base's bootstrap made."
  }

  assert {
    condition     = output.for_previews == null
    error_message = "A preview has no previews."
  }
}

run "nothing_of_it_has_a_name_of_its_base" {
  command = plan

  assert {
    condition     = local.name == "shop-staging--pr-12" && module.s3.names == { files = "shop-staging--pr-12-files-123456789012" } && module.dynamodb.names == { carts = "shop-staging--pr-12-carts" } && module.rds.identifiers == { main = "shop-staging-pr-12-main" }
    error_message = "Data must be the preview's own: ${jsonencode([module.s3.names, module.dynamodb.names, module.rds.identifiers])}."
  }

  assert {
    condition     = output.service_names == { web = "pr-12--web", api = "pr-12--api", mailer = "pr-12--mailer" }
    error_message = "On one cluster with the base's, ECS services need names of their own; a job is none of a preview's: ${jsonencode(output.service_names)}."
  }

  assert {
    condition     = { for name, s in output.services : name => s.log_group } == { web = "/ecs/shop-staging/pr-12/web", api = "/ecs/shop-staging/pr-12/api", mailer = "/ecs/shop-staging/pr-12/mailer" }
    error_message = "Logs lie below the base's, where its pipeline may make them: ${jsonencode({ for name, s in output.services : name => s.log_group })}."
  }

  assert {
    condition     = jsonencode({ for name, s in output.services : name => s.hosts }) == jsonencode({ web = ["pr-12.shop.example.com"], api = ["pr-12.api.example.com"], mailer = [] }) && output.services.api.smoke[0].host == "pr-12.api.example.com"
    error_message = "Each service is asked by hosts of the preview's own: ${jsonencode({ for name, s in output.services : name => s.hosts })}."
  }

  assert {
    condition     = { for name, rule in module.alb.rules : name => rule.priority } == { web = 4201, api = 3401 }
    error_message = "Rules take the priorities that the pipeline gives, and not the base's own."
  }
}

run "what_its_base_keeps_in_files_stays_its_bases" {
  command = plan

  assert {
    condition     = length(local.services.mailer.volumes) == 0 && local.services.mailer.tmpfs["/outbox"] == 16 && local.task_policies.mailer == null
    error_message = "A preview must not reach a file system of its base, and find an empty folder in its place."
  }

  assert {
    condition     = local.env_files.mailer == "arn:aws:s3:::shop-staging-files-123456789012/mailer.env"
    error_message = "A preview must read the environment of its base, whose bucket has it, as it reads its secrets."
  }
}

run "a_preview_is_cheap_and_goes_without_a_word" {
  command = plan

  assert {
    condition     = !local.deletion_protection && local.cheap_database == { multi_az = false, monitoring_seconds = 0 }
    error_message = "Nothing of a preview may be protected, whatever its base is, and its database stands in one zone."
  }

  assert {
    condition     = length(module.schedules.schedules) == 0
    error_message = "The clock starts nothing in a preview."
  }
}

run "the_base_says_what_previews_stand_on" {
  command = plan

  variables {
    preview       = null
    load_balancer = { certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555", domain = "shop.example.com" }
  }

  assert {
    condition     = output.for_previews.host == "shop.example.com" && !output.for_previews.named && contains(output.for_previews.taken, 20) && output.for_previews.cluster.name == "shop-staging" && join(" ", output.for_previews.vpc.private_subnet_ids) == "subnet-0a subnet-0b"
    error_message = "The base must say where its previews stand, and that its certificate may lack their names."
  }

  assert {
    condition     = output.service_names["web"] == "web" && output.services.web.log_group == "/ecs/shop-staging/web" && contains(keys(output.services), "report") && local.deletion_protection
    error_message = "An environment itself is as it was before there were previews."
  }
}
