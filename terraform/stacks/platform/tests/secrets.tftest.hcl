mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    orders = { port = 8080, path = "/orders", secrets = { PAYMENT_KEY = "payment-key", PARTNER = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:partner-MnOpQr" } }
  }
  secrets = { payment-key = { description = "Key of the payment provider" } }

  images = {
    orders = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

run "a_service_reads_the_secret_that_bootstrap_made" {
  command = plan

  assert {
    condition = local.secrets["orders"] == {
      PAYMENT_KEY = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key-AbCdEf"
      PARTNER     = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:partner-MnOpQr"
    }
    error_message = "A name of secrets must become the ARN of that very secret, and an ARN stay as it is."
  }
}

run "refuses_a_secret_that_is_not_there" {
  command = plan

  variables {
    secrets = { payment-key = { description = "Key of the payment provider" }, payment = { description = "Another" } }
  }

  expect_failures = [data.aws_secretsmanager_secrets.own]
}

run "an_emulator_plans_before_its_bootstrap" {
  command = plan

  variables {
    emulated = true
  }

  override_data {
    target = data.aws_secretsmanager_secrets.own
    values = { arns = [] }
  }

  assert {
    condition     = local.secrets["orders"].PAYMENT_KEY == "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key"
    error_message = "A plan before the bootstrap must know the secret's name."
  }
}
