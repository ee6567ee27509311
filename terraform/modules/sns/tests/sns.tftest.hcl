mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:slipway-test-news" }
  }
}

variables {
  name       = "slipway-test"
  region     = "eu-west-1"
  queue_arns = { mail = "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail", steps = "arn:aws:sqs:eu-west-1:123456789012:slipway-test-steps.fifo" }
  topics     = { news = { queues = ["mail"] }, moves = { fifo = true, queues = ["steps"], raw = true } }
}

run "safe_by_default" {
  command = apply

  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == "alias/aws/sns"])
    error_message = "Every topic must be encrypted."
  }

  assert {
    condition = alltrue([
      for policy in aws_sns_topic_policy.this :
      [for s in jsondecode(policy.policy).Statement : [s.Effect, s.Principal, s.Action, s.Condition]] == [["Deny", "*", ["sns:Publish"], { Bool = { "aws:SecureTransport" = "false" } }]]
    ])
    error_message = "A topic must refuse what does not come over TLS, and its policy must let in nobody."
  }

  assert {
    condition     = output.arns == { news = "arn:aws:sns:eu-west-1:123456789012:slipway-test-news", moves = "arn:aws:sns:eu-west-1:123456789012:slipway-test-moves.fifo" } && output.names["moves"] == "slipway-test-moves.fifo"
    error_message = "A plan must know names and ARNs, of which a FIFO topic's end in .fifo."
  }
}

run "a_queue_gets_what_is_published" {
  command = plan

  assert {
    condition = { for name, s in aws_sns_topic_subscription.this : name => [s.protocol, s.endpoint, s.raw_message_delivery] } == {
      "news/mail"   = ["sqs", "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail", false]
      "moves/steps" = ["sqs", "arn:aws:sqs:eu-west-1:123456789012:slipway-test-steps.fifo", true]
    }
    error_message = "Each queue of a topic must be subscribed to it, and to no other."
  }
}

run "a_key_of_ones_own" {
  command = plan

  variables {
    topics = { news = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
  }

  assert {
    condition     = aws_sns_topic.this["news"].kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    error_message = "With a key the topic must use it."
  }
}

run "refuses_the_alarms_topic" {
  command = plan

  variables {
    topics = { alarms = {} }
  }

  expect_failures = [var.topics]
}

run "refuses_a_queue_that_is_not_there" {
  command = plan

  variables {
    topics = { news = { queues = ["post"] } }
  }

  expect_failures = [var.topics]
}

run "refuses_to_lose_the_order" {
  command = plan

  variables {
    topics = { news = { queues = ["steps"] } }
  }

  expect_failures = [var.topics]
}

run "refuses_a_name_that_aws_refuses" {
  command = plan

  variables {
    topics = { News = {} }
  }

  expect_failures = [var.topics]
}

run "refuses_deduplication_without_order" {
  command = plan

  variables {
    topics = { news = { deduplicates = true } }
  }

  expect_failures = [var.topics]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    topics = { news = { kms_key_arn = "alias/news" } }
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
