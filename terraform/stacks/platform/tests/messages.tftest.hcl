# Queues and topics: what a service is told of them, and what it may do with them.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

override_module {
  target          = module.alb
  override_during = plan

  outputs = {
    arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
    dns_name          = "slipway-test-1.eu-west-1.elb.amazonaws.com"
    listener_arn      = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
    rules             = { web = { path = "/", hosts = [], priority = 45000 } }
    security_group_id = "sg-0loadbalancer"
    url               = "http://slipway-test-1.eu-west-1.elb.amazonaws.com"
    zone_id           = "Z32O12XQLNTSW2"
  }
}

variables {
  services = {
    web    = { port = 3000, path = "/", uses = { sends = ["mail"], topics = ["news"] } }
    mailer = { worker = true, uses = { queues = ["mail"] }, scaling = { min = 1, max = 5, cpu = 60, queue = { name = "mail", depth = 100 } } }
  }

  queues = { mail = {}, steps = { fifo = true, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
  topics = { news = { queues = ["mail"] }, quiet = {} }

  images = {
    web    = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    mailer = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
}

run "a_service_is_told_of_what_it_uses" {
  command = plan

  assert {
    condition     = local.environment["mailer"] == { AWS_REGION = "eu-west-1", QUEUE_MAIL_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/slipway-test-mail" }
    error_message = "A worker must be told the queue's URL, and of no other."
  }

  assert {
    condition     = local.environment["web"] == { AWS_REGION = "eu-west-1", QUEUE_MAIL_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/slipway-test-mail", TOPIC_NEWS_ARN = "arn:aws:sns:eu-west-1:123456789012:slipway-test-news" }
    error_message = "Who sends must be told the same URL, and a topic's ARN."
  }
}

run "a_service_may_do_what_it_says_and_no_more" {
  command = plan

  assert {
    condition = { for s in local.statements["mailer"] : s.Resource[0] => toset(s.Action) } == {
      "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail" = toset(["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"])
    }
    error_message = "Who works on a queue must be able to send, receive and delete there, and nowhere else."
  }

  assert {
    condition = { for s in local.statements["web"] : s.Resource[0] => toset(s.Action) } == {
      "arn:aws:sqs:eu-west-1:123456789012:slipway-test-mail" = toset(["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"])
      "arn:aws:sns:eu-west-1:123456789012:slipway-test-news" = toset(["sns:Publish"])
    }
    error_message = "Who sends must not receive, and a topic is there to publish to."
  }
}

run "a_key_of_ones_own_is_used_through_sqs_alone" {
  command = plan

  variables {
    services = { mailer = { worker = true, uses = { queues = ["steps"] } } }
    images   = { mailer = "registry.example.com/mailer@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
  }

  assert {
    condition = [for s in local.statements["mailer"] : [s.Action, s.Resource, s.Condition] if s.Sid == "KeyStepsQueue"] == [[
      ["kms:Decrypt", "kms:GenerateDataKey"], ["arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"],
      { StringEquals = { "kms:ViaService" = "sqs.eu-west-1.amazonaws.com" } },
    ]]
    error_message = "With a queue's own key a service must be allowed its use, through SQS."
  }
}

run "queues_are_watched_and_scale" {
  command = plan

  assert {
    condition     = length(setsubtract(["slipway-test-queue-mail-age", "slipway-test-queue-mail-dead", "slipway-test-queue-steps-dead"], module.cloudwatch.alarm_names)) == 0
    error_message = "Each queue must have its alarms."
  }

  assert {
    condition     = local.scaling["mailer"].queue == { name = "slipway-test-mail", depth = 100 } && local.scaling["web"] == null
    error_message = "A worker must follow the queue of this environment."
  }

  assert {
    condition     = output.services["mailer"].desired_count == 1
    error_message = "A deploy must wait for the fewest tasks that scaling allows."
  }
}

run "refuses_a_queue_that_is_not_in_the_settings" {
  command = plan

  variables {
    queues = {}
    topics = { news = {} }
  }

  expect_failures = [var.services]
}

run "refuses_a_topic_that_is_not_in_the_settings" {
  command = plan

  variables {
    topics = {}
  }

  expect_failures = [var.services]
}

run "refuses_a_web_service_that_scales_by_a_queue" {
  command = plan

  variables {
    services = { web = { port = 3000, path = "/", scaling = { min = 2, max = 4, queue = { name = "mail", depth = 10 } } } }
    topics   = {}
    images   = { web = "registry.example.com/web@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }
  }

  expect_failures = [var.services]
}
