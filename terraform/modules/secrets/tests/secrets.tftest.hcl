mock_provider "aws" {
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/database-AbCdEf" }
  }
}

variables {
  name_prefix = "slipway-test"

  secrets = {
    database         = { description = "Password of the database user catalog" }
    "orders/api-key" = { description = "Key of the payment service", recovery_days = 7 }
  }
}

run "containers_without_values" {
  command = apply

  assert {
    condition     = { for key, s in aws_secretsmanager_secret.this : key => "${s.name} ${s.recovery_window_in_days}" } == { database = "slipway-test/database 30", "orders/api-key" = "slipway-test/orders/api-key 7" }
    error_message = "Each secret must have its name, and be there to be brought back for 30 days unless told otherwise."
  }

  assert {
    condition     = alltrue([for s in aws_secretsmanager_secret.this : s.kms_key_id == null])
    error_message = "Without a key of one's own a secret must be encrypted with the one that AWS manages."
  }

  assert {
    condition     = output.names == { database = "slipway-test/database", "orders/api-key" = "slipway-test/orders/api-key" } && keys(output.arns) == ["database", "orders/api-key"] && length(output.kms_key_arns) == 0
    error_message = "The outputs must lead from the short name to the secret."
  }
}

run "refuses_plain_http" {
  command = apply

  assert {
    condition = alltrue([
      for key in ["database", "orders/api-key"] :
      jsondecode(aws_secretsmanager_secret_policy.this[key].policy).Statement == [{
        Sid = "TLSOnly", Effect = "Deny", Principal = "*", Action = "secretsmanager:*", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    ])
    error_message = "Every secret's policy must deny everything without TLS, and allow nothing."
  }

  assert {
    condition     = alltrue([for p in aws_secretsmanager_secret_policy.this : p.block_public_policy])
    error_message = "A policy that opens a secret to the world must be refused by AWS."
  }
}

run "takes_a_key_of_ones_own" {
  command = apply

  variables {
    secrets = {
      database = { description = "Password", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
      other    = { description = "Password" }
    }
  }

  assert {
    condition     = aws_secretsmanager_secret.this["database"].kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" && aws_secretsmanager_secret.this["other"].kms_key_id == null
    error_message = "Only the secret with a key must use it."
  }

  assert {
    condition     = output.kms_key_arns == toset(["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"])
    error_message = "Readers must be told which keys they need."
  }
}

run "goes_at_once_where_it_may" {
  command = apply

  variables {
    deletion_protection = false
    secrets             = { database = { description = "Password", recovery_days = 0 } }
  }

  assert {
    condition     = aws_secretsmanager_secret.this["database"].recovery_window_in_days == 0
    error_message = "Without protection an environment must be able to go and come again."
  }
}

run "refuses_to_go_at_once_where_it_is_protected" {
  command = plan

  variables {
    secrets = { database = { description = "Password", recovery_days = 0 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_recovery_that_aws_refuses" {
  command = plan

  variables {
    secrets = { database = { description = "Password", recovery_days = 3 } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_that_nobody_can_fill" {
  command = plan

  variables {
    secrets = { database = { description = " " } }
  }

  expect_failures = [var.secrets]
}

run "refuses_names_that_aws_refuses" {
  command = plan

  variables {
    name_prefix = "Slipway"
    secrets     = { "Data base" = { description = "Password" } }
  }

  expect_failures = [var.name_prefix, var.secrets]
}

run "refuses_a_key_by_alias" {
  command = plan

  variables {
    secrets = { database = { description = "Password", kms_key_arn = "alias/secrets" } }
  }

  expect_failures = [var.secrets]
}
