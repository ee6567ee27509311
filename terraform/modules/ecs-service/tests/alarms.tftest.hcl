mock_provider "aws" {
  source = "./tests/mocks"
}

run "alarms_roll_a_deployment_back" {
  command = apply

  assert {
    condition     = aws_ecs_service.this[0].alarms[0].enable && aws_ecs_service.this[0].alarms[0].rollback && aws_ecs_service.this[0].alarms[0].alarm_names == toset(["slipway-test-catalog-5xx", "slipway-test-catalog-latency"])
    error_message = "Both alarms must roll back by default."
  }

  assert {
    condition = alltrue(flatten([
      for alarm in aws_cloudwatch_metric_alarm.this : [
        for query in alarm.metric_query : query.metric[0].dimensions == tomap({ LoadBalancer = "app/slipway-test/50dc6c495c0c9188", TargetGroup = "targetgroup/slipway-test-catalog/0123456789abcdef" }) if length(query.metric) > 0
      ]
    ]))
    error_message = "The alarms must watch this service's target group and no other."
  }

  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => one([for query in alarm.metric_query : query.expression if query.return_data == true]) } == {
      "5xx"   = "IF(requests >= 20, 100 * FILL(value, 0) / requests, 0)"
      latency = "IF(requests >= 20, value, 0)"
    }
    error_message = "A handful of requests must not decide over a deployment."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.treat_missing_data == "notBreaching" && alarm.actions_enabled])
    error_message = "A service that nobody asks must not be rolled back."
  }
}

run "alarms_tell_the_topic" {
  command = apply

  variables {
    alarm_actions = ["arn:aws:sns:eu-west-1:123456789012:slipway-test-alarms"]
    alarms        = { error_percent = 1, minutes = 5 }
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(var.alarm_actions) && alarm.ok_actions == toset(var.alarm_actions) && alarm.evaluation_periods == 5]) && aws_cloudwatch_metric_alarm.this["5xx"].threshold == 1
    error_message = "The topic must hear of the beginning and of the end, with the thresholds that were given."
  }
}

run "alarms_can_be_switched_off" {
  command = apply

  variables {
    alarms = { enabled = false }
  }

  assert {
    condition     = !aws_ecs_service.this[0].alarms[0].enable && !aws_ecs_service.this[0].alarms[0].rollback
    error_message = "Switched off means that ECS does not look at them."
  }

  assert {
    condition     = length(aws_ecs_service.this[0].alarms[0].alarm_names) == 2 && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : !alarm.actions_enabled])
    error_message = "The alarms must stay, silent: the provider can't take them off a service."
  }
}

run "null_switches_alarms_off_too" {
  command = plan

  variables {
    alarms = null
  }

  assert {
    condition     = !aws_ecs_service.this[0].alarms[0].enable && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : !alarm.actions_enabled])
    error_message = "A module's user may write null: it must switch the alarms off."
  }
}
