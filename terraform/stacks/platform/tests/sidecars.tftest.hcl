# What containers beside the service's own are given, and what that asks of the roles.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    orders = {
      port         = 8080
      path         = "/orders"
      secrets      = { PAYMENT_KEY = "payment-key" }
      starts_after = { proxy = "START" }

      sidecars = {
        proxy = {
          image   = "registry.example.com/proxy@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
          secrets = { KEY = "proxy-key", PARTNER = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:partner-MnOpQr" }
        }
      }
    }
  }

  secrets = {
    payment-key = { description = "Key of the payment provider" }
    proxy-key   = { description = "Key of the proxy", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/proxy" }
  }

  emulated = true
  images   = { orders = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
}

run "ecs_may_read_what_a_sidecar_reads" {
  command = plan

  assert {
    condition     = keys(local.all_secrets["orders"]) == ["PAYMENT_KEY", "proxy.KEY", "proxy.PARTNER"] && local.all_secrets["orders"]["proxy.KEY"] == local.secret_arns["proxy-key"]
    error_message = "The execution role must reach the secrets of all containers of a task."
  }

  assert {
    condition     = local.sidecars["orders"]["proxy"].secrets == { KEY = local.secret_arns["proxy-key"], PARTNER = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:partner-MnOpQr" }
    error_message = "A secret of the settings must reach the container by its ARN."
  }

  assert {
    condition     = local.secret_keys["orders"] == toset(["arn:aws:kms:eu-west-1:123456789012:key/proxy"])
    error_message = "The key of a sidecar's secret must reach the execution role, too."
  }
}

run "refuses_a_secret_that_the_settings_do_not_have" {
  command = plan

  variables {
    services = { orders = { port = 8080, path = "/orders", sidecars = { proxy = {
      image   = "registry.example.com/proxy@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      secrets = { KEY = "unheard-of" }
    } } } }
  }

  expect_failures = [var.services]
}
