mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-test-catalog/0123456789abcdef"
      arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef"
    }
  }

  mock_resource "aws_lb_listener_rule" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/slipway-test/1/2/3" }
  }

  mock_resource "aws_security_group" {
    defaults = { id = "sg-0task" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-catalog:7" }
  }
}

variables {
  name                            = "catalog"
  name_prefix                     = "slipway-test"
  region                          = "eu-west-1"
  image                           = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  port                            = 8080
  path                            = "/catalog"
  health_path                     = "/catalog/healthz"
  priority                        = 40769
  cluster_arn                     = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
  capacity_provider               = "slipway-test"
  vpc_id                          = "vpc-0123456789abcdef0"
  subnet_ids                      = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  listener_arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
  load_balancer_security_group_id = "sg-0loadbalancer"
  load_balancer_arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
  execution_role_arn              = "arn:aws:iam::123456789012:role/slipway-test-catalog-execution"
  task_role_arn                   = "arn:aws:iam::123456789012:role/slipway-test-catalog-task"
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
    alarms = null
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
