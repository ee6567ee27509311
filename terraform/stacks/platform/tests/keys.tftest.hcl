mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    orders = {
      port                = 8080
      path                = "/orders"
      secrets             = { PAYMENT_KEY = "payment-key", PARTNER = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:partner-MnOpQr" }
      secret_kms_key_arns = ["arn:aws:kms:eu-west-1:999999999999:key/partner"]
      uses                = { tables = ["carts", "plain"], buckets = ["files"] }
    }
  }

  secrets = { payment-key = { description = "Key of the payment provider", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/secret" } }
  tables  = { carts = { hash_key = { name = "id" }, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/table" }, plain = { hash_key = { name = "id" } } }
  buckets = { files = { purpose = "data", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/bucket" } }

  images = {
    orders = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

run "ecs_may_read_secrets_with_keys_of_ones_own" {
  command = plan

  assert {
    condition     = local.secret_keys["orders"] == toset(["arn:aws:kms:eu-west-1:123456789012:key/secret", "arn:aws:kms:eu-west-1:999999999999:key/partner"])
    error_message = "The key of a secret of the settings must reach the execution role by itself, beside those that are named."
  }
}

run "a_service_may_use_the_keys_of_its_data_through_aws_alone" {
  command = plan

  assert {
    condition = [for s in local.data_keys["orders"] : [s.Action, s.Resource, s.Condition.StringEquals["kms:ViaService"]]] == [
      [["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], ["arn:aws:kms:eu-west-1:123456789012:key/table"], "dynamodb.eu-west-1.amazonaws.com"],
      [["kms:Decrypt", "kms:GenerateDataKey*"], ["arn:aws:kms:eu-west-1:123456789012:key/bucket"], "s3.eu-west-1.amazonaws.com"],
    ]
    error_message = "What a service uses must be readable with its key, and the key be of no other use."
  }

  assert {
    condition     = length(setsubtract([for s in local.data_keys["orders"] : s.Sid], [for s in local.statements["orders"] : s.Sid])) == 0
    error_message = "The task role must have it."
  }
}

run "the_topic_has_the_key_that_bootstrap_made" {
  command = plan

  assert {
    condition     = local.alarms_key_arn == "arn:aws:kms:eu-west-1:123456789012:alias/slipway-test-alarms"
    error_message = "Without a key in the settings the topic must have bootstrap's."
  }
}

run "the_topic_has_the_key_of_the_settings" {
  command = plan

  variables {
    alarms = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = local.alarms_key_arn == var.alarms.kms_key_arn
    error_message = "A key of one's own must be the topic's."
  }
}

# Of these the pipeline's roles could not tell whose they are.
run "refuses_names_like_those_of_states_and_locks" {
  command = plan

  variables {
    services = { orders = { port = 8080, path = "/orders" } }
    buckets  = { state = { purpose = "data" }, eu-state = { purpose = "data" }, estate = { purpose = "data" } }
    tables   = { eu-lock = { hash_key = { name = "id" } }, clock = { hash_key = { name = "id" } } }
  }

  expect_failures = [var.buckets, var.tables]
}

run "logs_and_shells_have_the_keys_of_the_settings" {
  command = plan

  variables {
    services  = { orders = { port = 8080, path = "/orders", exec = true } }
    databases = { main = {} }
    logs      = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/logs" }
    cluster   = { exec_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/shells" }
  }

  assert {
    condition     = module.service["orders"].log_kms_key_arn == var.logs.kms_key_arn && alltrue([for key in module.rds.log_kms_key_arns : key == var.logs.kms_key_arn]) && length(module.rds.log_kms_key_arns) > 0
    error_message = "The logs of services and databases must have the key of the settings."
  }

  assert {
    condition     = module.cluster.exec_kms_key_arn == var.cluster.exec_kms_key_arn && module.iam.exec_kms_key_arn == var.cluster.exec_kms_key_arn
    error_message = "Shells must have the key of the settings, and the tasks be allowed to use it, or no shell opens."
  }
}

run "refuses_a_key_of_logs_that_is_no_arn" {
  command = plan

  variables {
    logs = { kms_key_arn = "alias/logs" }
  }

  expect_failures = [var.logs]
}

run "instances_have_the_volume_of_the_settings" {
  command = plan

  variables {
    cluster = { volume_size = 80 }
  }

  assert {
    condition     = module.asg.volume_size == 80
    error_message = "Images of many services need more than 30 GiB: the size must be that of the settings."
  }
}
