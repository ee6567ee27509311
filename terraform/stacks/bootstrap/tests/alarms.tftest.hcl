mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = { orders = { port = 8080, path = "/orders" } }
}

run "alarms_and_events_get_through_to_the_topic" {
  command = plan

  assert {
    condition     = aws_kms_key.alarms[0].enable_key_rotation && aws_kms_alias.alarms[0].name == "alias/slipway-prod-alarms"
    error_message = "The topic's key must rotate, and have the name by which the stack platform knows it."
  }

  assert {
    condition = {
      for s in jsondecode(aws_kms_key.alarms[0].policy).Statement : s.Principal.Service => [s.Action, try(s.Condition.StringEquals["aws:SourceAccount"], ""), try(s.Condition.ArnLike["aws:SourceArn"], "")] if can(s.Principal.Service)
      } == {
      "cloudwatch.amazonaws.com" = [["kms:Decrypt", "kms:GenerateDataKey"], "123456789012", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*"]
      "events.amazonaws.com"     = [["kms:Decrypt", "kms:GenerateDataKey"], "", ""]
    }
    error_message = "CloudWatch for this account's alarms and EventBridge must be able to use the key, or what they publish reaches nobody."
  }

  assert {
    condition     = alltrue(flatten([for s in jsondecode(aws_kms_key.alarms[0].policy).Statement : [for action in s.Action : !strcontains(action, "*")]]))
    error_message = "The key's policy must name each action."
  }
}

run "a_key_of_ones_own_makes_none" {
  command = plan

  variables {
    alarms = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = length(aws_kms_key.alarms) == 0 && length(aws_kms_alias.alarms) == 0
    error_message = "Where the settings have a key, none must be made."
  }
}
