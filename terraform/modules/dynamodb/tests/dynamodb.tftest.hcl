mock_provider "aws" {}

variables {
  name = "slipway-test"

  tables = {
    sessions = { hash_key = { name = "id" }, ttl_attribute = "expires" }

    events = {
      hash_key  = { name = "order" }
      range_key = { name = "at", type = "N" }
      stream    = "NEW_AND_OLD_IMAGES"

      global_indexes = {
        by-kind = { hash_key = { name = "kind" }, range_key = { name = "at", type = "N" } }
        by-user = { hash_key = { name = "user" }, projection = "INCLUDE", attributes = ["total"] }
      }
    }
  }
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = { for name, table in aws_dynamodb_table.this : name => table.name } == { sessions = "slipway-test-sessions", events = "slipway-test-events" }
    error_message = "Each table must be known by its own name."
  }

  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this :
      table.billing_mode == "PAY_PER_REQUEST" && table.point_in_time_recovery[0].enabled && table.deletion_protection_enabled
    ])
    error_message = "Tables must be on demand, recoverable to a point in time, and protected from deletion."
  }

  assert {
    condition     = !output.deletable
    error_message = "A protected table must not be called deletable."
  }
}

run "keys_indexes_and_streams" {
  command = plan

  assert {
    condition     = { for a in aws_dynamodb_table.this["events"].attribute : a.name => a.type } == { order = "S", at = "N", kind = "S", user = "S" }
    error_message = "Each attribute that is a key must be declared once, with its type, and no other attribute."
  }

  assert {
    condition     = aws_dynamodb_table.this["events"].hash_key == "order" && aws_dynamodb_table.this["events"].range_key == "at" && aws_dynamodb_table.this["sessions"].range_key == null
    error_message = "Keys must be the given ones, and a table without a range key must have none."
  }

  assert {
    condition     = { for i in aws_dynamodb_table.this["events"].global_secondary_index : i.name => i.projection_type } == { by-kind = "ALL", by-user = "INCLUDE" }
    error_message = "Indexes must have their names and projections."
  }

  assert {
    condition     = aws_dynamodb_table.this["sessions"].ttl[0].attribute_name == "expires" && aws_dynamodb_table.this["sessions"].ttl[0].enabled && length(aws_dynamodb_table.this["events"].ttl) == 0
    error_message = "Items must expire where an attribute is named, and nowhere else."
  }

  assert {
    condition     = aws_dynamodb_table.this["events"].stream_enabled && !aws_dynamodb_table.this["sessions"].stream_enabled && length(keys(output.stream_arns)) == 1
    error_message = "Only the table that asks for a stream may have one."
  }
}

run "a_key_of_ones_own_and_no_protection_when_told" {
  command = plan

  variables {
    deletion_protection = false
    tables = {
      sessions = { hash_key = { name = "id" }, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
    }
  }

  assert {
    condition     = aws_dynamodb_table.this["sessions"].server_side_encryption[0].kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    error_message = "With a key the table must use it."
  }

  assert {
    condition     = !aws_dynamodb_table.this["sessions"].deletion_protection_enabled && output.deletable
    error_message = "Without protection a destroy must not stop at the table."
  }
}

run "refuses_an_attribute_of_two_types" {
  command = plan

  variables {
    tables = {
      events = { hash_key = { name = "at", type = "N" }, global_indexes = { by-at = { hash_key = { name = "at" } } } }
    }
  }

  expect_failures = [aws_dynamodb_table.this]
}

run "refuses_the_lock_tables_name" {
  command = plan

  variables {
    tables = { lock = { hash_key = { name = "id" } } }
  }

  expect_failures = [var.tables]
}

run "refuses_a_type_that_no_key_has" {
  command = plan

  variables {
    tables = { events = { hash_key = { name = "at", type = "number" } } }
  }

  expect_failures = [var.tables]
}

run "refuses_an_unknown_stream" {
  command = plan

  variables {
    tables = { events = { hash_key = { name = "id" }, stream = "ALL" } }
  }

  expect_failures = [var.tables]
}

run "refuses_a_projection_of_nothing" {
  command = plan

  variables {
    tables = { events = { hash_key = { name = "id" }, global_indexes = { by-id = { hash_key = { name = "id" }, projection = "INCLUDE" } } } }
  }

  expect_failures = [var.tables]
}

run "refuses_a_prefix_that_aws_refuses" {
  command = plan

  variables {
    name = "Slipway"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_aws_refuses" {
  command = plan

  variables {
    tables = { Events = { hash_key = { name = "id" } } }
  }

  expect_failures = [var.tables]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    tables = { events = { hash_key = { name = "id" }, kms_key_arn = "alias/events" } }
  }

  expect_failures = [var.tables]
}
