mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_plain_service_needs_nobody_else" {
  command = plan

  assert {
    condition     = local.endpoint_policy.enabled && length(local.endpoint_policy.accounts) == 0 && length(local.endpoint_policy.buckets) == 0
    error_message = "By default the endpoints must lead to the own account alone."
  }
}

run "the_endpoints_let_through_what_the_settings_name" {
  command = plan

  variables {
    vpc = { endpoint_policy = { accounts = ["444444444444"], buckets = ["downloads"] } }

    services = {
      web = {
        port        = 3000
        path        = "/"
        env_file    = "arn:aws:s3:::partner-settings/web.env"
        secrets     = { PARTNER = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:partner-MnOpQr" }
        task_policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Partner\",\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"dynamodb:GetItem\"],\"Resource\":[\"arn:aws:s3:::partner-exports/*\",\"arn:aws:dynamodb:eu-west-1:333333333333:table/prices\"]}]}"

        sidecars = { proxy = {
          image   = "555555555555.dkr.ecr.eu-west-1.amazonaws.com/proxy@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
          secrets = { KEY = "arn:aws:secretsmanager:eu-west-1:666666666666:secret:proxy-MnOpQr" }
        } }
      }
    }

    images = { web = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  }

  assert {
    condition     = local.endpoint_policy.accounts == toset(["111111111111", "222222222222", "333333333333", "444444444444", "555555555555", "666666666666"])
    error_message = "The accounts of an image, a secret and a task policy, of sidecars too, must be reached, or the task would not start; and those that are named."
  }

  assert {
    condition     = local.endpoint_policy.buckets == toset(["downloads", "partner-exports", "partner-settings"])
    error_message = "A bucket that a task policy or an env_file names must be reached."
  }
}
