mock_provider "aws" {}

variables {
  name   = "slipway-test"
  region = "eu-west-1"
}

run "refuses_a_name_that_aws_refuses" {
  command = plan

  variables {
    queues = { "mail.fifo" = { fifo = true } }
  }

  expect_failures = [var.queues]
}

run "refuses_the_name_of_a_dead_letter_queue" {
  command = plan

  variables {
    queues = { mail = {}, mail-dead = {} }
  }

  expect_failures = [var.queues]
}

run "refuses_the_schedules_queue" {
  command = plan

  variables {
    queues = { missed-runs = {} }
  }

  expect_failures = [var.queues]
}

run "refuses_work_that_takes_longer_than_sqs_hides" {
  command = plan

  variables {
    queues = { mail = { visibility_seconds = 43201 } }
  }

  expect_failures = [var.queues]
}

run "refuses_no_way_into_the_dead_letter_queue" {
  command = plan

  variables {
    queues = { mail = { max_receives = 0 } }
  }

  expect_failures = [var.queues]
}

run "refuses_to_keep_a_message_for_a_month" {
  command = plan

  variables {
    queues = { mail = { retention_days = 30 } }
  }

  expect_failures = [var.queues]
}

run "refuses_deduplication_without_order" {
  command = plan

  variables {
    queues = { mail = { deduplicates = true } }
  }

  expect_failures = [var.queues]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    queues = { mail = { kms_key_arn = "alias/mail" } }
  }

  expect_failures = [var.queues]
}

run "refuses_a_topic_for_a_queue_that_is_not_there" {
  command = plan

  variables {
    topics = { mail = ["arn:aws:sns:eu-west-1:123456789012:slipway-test-news"] }
  }

  expect_failures = [var.topics]
}

run "refuses_every_topic" {
  command = plan

  variables {
    queues = { mail = {} }
    topics = { mail = ["arn:aws:sns:eu-west-1:123456789012:*"] }
  }

  expect_failures = [var.topics]
}

run "refuses_a_prefix_that_aws_refuses" {
  command = plan

  variables {
    name = "Slipway"
  }

  expect_failures = [var.name]
}

run "refuses_a_zone_for_a_region" {
  command = plan

  variables {
    region = "eu-west-1a"
  }

  expect_failures = [var.region]
}
