# What one module is told of another.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

override_module {
  target          = module.alb
  override_during = plan

  outputs = {
    arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
    dns_name          = "slipway-test-1.eu-west-1.elb.amazonaws.com"
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
    rules             = { web = { path = "/", hosts = [], priority = 45000 } }
    security_group_id = "sg-0loadbalancer"
    url               = "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    zone_id           = "Z32O12XQLNTSW2"
  }
}

variables {
  services = {
    web = { port = 3000, path = "/", uses = { tables = ["carts"], buckets = ["files"] } }
  }

  tables  = { carts = { hash_key = { name = "id" } } }
  buckets = { files = { purpose = "data" } }

  images = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
}

run "an_alias_record_finds_what_it_needs" {
  command = plan

  assert {
    condition     = output.alb_zone_id == "Z32O12XQLNTSW2"
    error_message = "An alias record needs the load balancer's hosted zone beside its name."
  }
}

run "a_service_may_do_what_the_sdk_s_helpers_do" {
  command = plan

  assert {
    condition     = contains(flatten([for s in local.statements["web"] : s.Action]), "dynamodb:DescribeTable")
    error_message = "SDKs describe a table before they map its items."
  }

  assert {
    condition     = length(setsubtract(["s3:AbortMultipartUpload", "s3:GetObjectTagging"], flatten([for s in local.statements["web"] : s.Action]))) == 0
    error_message = "An upload in parts that fails must be able to clean up, and a copy to read the object's tags."
  }
}

run "a_service_knows_where_its_data_is" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/", uses = { tables = ["carts"], buckets = ["files"] } }
      mailer = { worker = true, command = ["/service", "mail"] }
    }
    images = {
      web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      mailer = "registry.example.com/mailer@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    }
  }

  assert {
    condition     = local.environment["web"].AWS_REGION == "eu-west-1" && local.environment["web"].TABLE_CARTS == "slipway-test-carts" && length(local.environment["mailer"]) == 0
    error_message = "On EC2 nobody tells a container its region: the stack must, where the service uses data, and there alone."
  }
}

# IAM refuses a policy without statements.
run "who_only_calls_others_has_no_policy" {
  command = plan

  variables {
    services = {
      web    = { port = 3000, path = "/" }
      mailer = { worker = true, uses = { services = ["web"] } }
    }
    images = {
      web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      mailer = "registry.example.com/mailer@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    }
  }

  assert {
    condition     = local.task_policies["mailer"] == null
    error_message = "Calling a service needs no right of IAM: there must be no policy for it."
  }
}

run "what_the_services_keep_is_watched" {
  command = plan

  variables {
    databases = { main = { parameters = { max_connections = "200" } } }
    alarms    = { watch = { tasks = false, nat_gateways = false } }
  }

  assert {
    condition = length(setsubtract([
      "slipway-test-database-main-storage", "slipway-test-database-main-connections", "slipway-test-table-carts-throttled",
    ], module.cloudwatch.alarm_names)) == 0 && length([for name in module.cloudwatch.alarm_names : name if startswith(name, "slipway-test-nat-")]) == 0
    error_message = "Databases and tables must be watched, and what is switched off not."
  }

  assert {
    condition     = module.cloudwatch.event_rules == tolist(["slipway-test-database-event", "slipway-test-deployment-failed", "slipway-test-refresh-failed"])
    error_message = "Events must be told, and what is switched off not."
  }
}
