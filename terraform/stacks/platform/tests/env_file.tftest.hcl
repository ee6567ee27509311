# The file of a service's environment, from the settings to the definition and to who may read it.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    own     = { port = 8080, path = "/own", env_file = "settings/services/own.env" }
    foreign = { port = 8080, path = "/foreign", env_file = "arn:aws:s3:::partner/foreign.env" }
    none    = { port = 8080, path = "/none" }
  }

  buckets = { settings = { purpose = "data", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/bucket" } }

  images = {
    own     = "registry.example.com/own@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    foreign = "registry.example.com/foreign@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    none    = "registry.example.com/none@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
  }
}

run "a_file_is_named_by_its_bucket_or_its_arn" {
  command = plan

  assert {
    condition     = local.env_files["own"] == "arn:aws:s3:::slipway-test-settings-123456789012/services/own.env" && local.env_files["foreign"] == "arn:aws:s3:::partner/foreign.env" && local.env_files["none"] == null
    error_message = "A bucket of the settings must be found under its name in AWS, and an ARN stay as it is."
  }

  assert {
    condition     = local.secret_keys["own"] == toset(["arn:aws:kms:eu-west-1:123456789012:key/bucket"]) && length(local.secret_keys["none"]) == 0
    error_message = "ECS must be able to read it with the bucket's key."
  }
}

run "refuses_a_bucket_that_the_settings_do_not_have" {
  command = plan

  variables {
    services = { own = { port = 8080, path = "/own", env_file = "elsewhere/own.env" } }
    images   = { own = "registry.example.com/own@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  }

  expect_failures = [var.services]
}
