mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail-dead" }
  }
}

variables {
  name   = "slipway-test"
  region = "eu-west-1"
  queues = { mail = {}, steps = { fifo = true, deduplicates = true } }
}

run "safe_by_default" {
  command = apply

  assert {
    condition = alltrue([
      for queue in concat(values(aws_sqs_queue.this), values(aws_sqs_queue.dead)) : queue.sqs_managed_sse_enabled == true
    ])
    error_message = "Every queue must be encrypted, the dead-letter queue too."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this["mail"].redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail-dead", maxReceiveCount = 5 }
    error_message = "A message that is never dealt with must go to the dead-letter queue."
  }

  assert {
    condition     = aws_sqs_queue.dead["mail-dead"].message_retention_seconds == 1209600 && aws_sqs_queue.this["mail"].message_retention_seconds == 345600
    error_message = "What failed must be kept as long as SQS can, longer than the queue keeps it."
  }

  assert {
    condition = alltrue([
      for policy in concat(values(aws_sqs_queue_policy.this), values(aws_sqs_queue_policy.dead)) :
      anytrue([for s in jsondecode(policy.policy).Statement : s.Effect == "Deny" && s.Principal == "*" && s.Action == "sqs:*" && s.Condition.Bool["aws:SecureTransport"] == "false"])
    ])
    error_message = "Every queue must refuse what does not come over TLS."
  }

  assert {
    condition     = length([for policy in aws_sqs_queue_policy.this : policy if anytrue([for s in jsondecode(policy.policy).Statement : s.Effect == "Allow"])]) == 0
    error_message = "A queue's policy must let in nobody, unless a topic sends to it."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.dead["mail-dead"].redrive_allow_policy) == { redrivePermission = "byQueue", sourceQueueArns = ["arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail"] }
    error_message = "No other queue of the account may leave its failures there."
  }
}

run "names_and_addresses" {
  command = plan

  assert {
    condition     = output.names == { mail = "slipway-test-mail", steps = "slipway-test-steps.fifo" } && output.dead_names == { mail = "slipway-test-mail-dead", steps = "slipway-test-steps-dead.fifo" }
    error_message = "A FIFO queue's name, and that of its dead-letter queue, must end in .fifo."
  }

  assert {
    condition     = output.urls["mail"] == "https://sqs.eu-west-1.amazonaws.com/123456789012/slipway-test-mail" && output.arns["steps"] == "arn:aws:sqs:eu-west-1:123456789012:slipway-test-steps.fifo"
    error_message = "A plan must know the URL and the ARN."
  }

  assert {
    condition     = aws_sqs_queue.this["steps"].fifo_queue && aws_sqs_queue.dead["steps-dead"].fifo_queue && aws_sqs_queue.this["steps"].content_based_deduplication && !aws_sqs_queue.this["mail"].fifo_queue
    error_message = "A FIFO queue's dead-letter queue must be one, too."
  }
}

run "a_topic_sends_and_no_other" {
  command = plan

  variables {
    topics = { mail = ["arn:aws:sns:eu-west-1:123456789012:slipway-test-news"] }
  }

  assert {
    condition = [for s in jsondecode(aws_sqs_queue_policy.this["mail"].policy).Statement : [s.Principal, s.Action, s.Resource, s.Condition] if s.Effect == "Allow"] == [[
      { Service = "sns.amazonaws.com" }, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail",
      { ArnEquals = { "aws:SourceArn" = ["arn:aws:sns:eu-west-1:123456789012:slipway-test-news"] } },
    ]]
    error_message = "SNS must be let in for that topic, to send and nothing else."
  }

  assert {
    condition     = length([for s in jsondecode(aws_sqs_queue_policy.this["steps"].policy).Statement : s if s.Effect == "Allow"]) == 0
    error_message = "A topic must not be let in to another queue."
  }
}

run "a_key_of_ones_own" {
  command = plan

  variables {
    queues = { mail = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
  }

  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.this["mail"], aws_sqs_queue.dead["mail-dead"]] : queue.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"])
    error_message = "With a key both queues must use it."
  }
}
