mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = { orders = { port = 8080, path = "/orders", secrets = { PAYMENT_KEY = "payment-key" } } }
  secrets  = { payment-key = { description = "Key of the payment provider" } }
}

run "secrets_are_there_before_the_first_deploy" {
  command = plan

  assert {
    condition     = output.secrets == { payment-key = "slipway-prod/payment-key" }
    error_message = "Bootstrap must make the secrets, so that a person can put their values before services want them."
  }
}

run "an_environment_that_is_made_again_may_let_them_go_at_once" {
  command = plan

  variables {
    deletion_protection = false
    secrets             = { payment-key = { description = "Key of the payment provider", recovery_days = 0 } }
  }

  assert {
    condition     = output.secrets == { payment-key = "slipway-prod/payment-key" }
    error_message = "Without protection a secret may be gone at once: deletion_protection must reach the module."
  }
}
