mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_topic_has_the_key_it_is_given" {
  command = apply

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == var.kms_key_arn
    error_message = "The topic must be encrypted with the key whose policy admits CloudWatch."
  }
}

run "takes_a_key_by_its_id" {
  command = apply

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == var.kms_key_arn
    error_message = "A key of one's own must be the topic's."
  }
}

run "only_alarms_and_events_publish_and_only_over_tls" {
  command = apply

  assert {
    condition = [
      for s in jsondecode(aws_sns_topic_policy.this.policy).Statement : [s.Principal.Service, try(s.Condition.StringEquals["aws:SourceAccount"], "-"), try(s.Condition.ArnLike["aws:SourceArn"], "-")] if s.Effect == "Allow"
      ] == [
      ["cloudwatch.amazonaws.com", "123456789012", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*"],
      ["events.amazonaws.com", "-", "-"], # with a condition EventBridge is never let in
    ]
    error_message = "CloudWatch for this account's alarms and EventBridge must be all that is let in."
  }

  assert {
    condition = anytrue([
      for s in jsondecode(aws_sns_topic_policy.this.policy).Statement :
      s.Effect == "Deny" && s.Principal == "*" && s.Action == ["sns:Publish"] && s.Condition.Bool["aws:SecureTransport"] == "false" if s.Effect == "Deny"
    ])
    error_message = "Nobody may publish without TLS."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_sns_topic_policy.this.policy).Statement : s.Resource == ["arn:aws:sns:eu-west-1:123456789012:slipway-test-alarms"]])
    error_message = "The policy must be about this topic."
  }
}

run "people_hear_by_email" {
  command = apply

  variables {
    emails = ["ops@example.com", "night@example.com"]
  }

  assert {
    condition     = { for key, s in aws_sns_topic_subscription.email : key => "${s.protocol} ${s.endpoint}" } == { "ops@example.com" = "email ops@example.com", "night@example.com" = "email night@example.com" }
    error_message = "Every address must be subscribed under its own name."
  }
}

run "refuses_the_key_that_alarms_cannot_use" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/aws/sns"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_what_no_metric_has" {
  command = plan

  variables {
    name                     = "Slipway"
    region                   = "eu-west-1a"
    load_balancer_arn_suffix = "slipway-test"
    cluster_name             = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
    services                 = { catalog = { target_group_arn_suffix = "catalog", service_name = "catalog", desired_count = 2 } }
    emails                   = ["ops"]
  }

  expect_failures = [var.name, var.region, var.load_balancer_arn_suffix, var.cluster_name, var.services, var.emails]
}

run "refuses_a_service_that_should_have_no_task" {
  command = plan

  variables {
    services = { catalog = { target_group_arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef", service_name = "catalog", desired_count = 0 } }
  }

  expect_failures = [var.services]
}

run "refuses_thresholds_that_nothing_reaches" {
  command = plan

  variables {
    thresholds = { cpu_percent = 120 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_thresholds_below_nothing" {
  command = plan

  variables {
    thresholds = { elb_5xx = -1 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_an_alarm_for_every_new_instance" {
  command = plan

  variables {
    thresholds = { unplaced_minutes = 1 }
  }

  expect_failures = [var.thresholds]
}
