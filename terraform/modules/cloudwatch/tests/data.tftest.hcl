mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  databases       = { main = { identifier = "slipway-test-main", instance_class = "db.t4g.small", storage_gb = 20 } }
  tables          = { carts = "slipway-test-carts" }
  nat_gateway_ids = { eu-west-1a = "nat-0a", eu-west-1b = "nat-0b" }
}

run "the_data_is_watched" {
  command = apply

  assert {
    condition = length(setsubtract([
      "slipway-test-database-main-cpu", "slipway-test-database-main-storage", "slipway-test-database-main-memory",
      "slipway-test-database-main-connections", "slipway-test-table-carts-throttled", "slipway-test-table-carts-errors",
      "slipway-test-nat-eu-west-1a", "slipway-test-nat-eu-west-1b",
    ], output.alarm_names)) == 0
    error_message = "Each database, table and NAT gateway must have its alarms."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.table : alarm.alarm_actions == toset([output.topic_arn]) && alarm.ok_actions == toset([output.topic_arn])])
    error_message = "The alarms of tables must tell the topic when they begin and when they are over."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["database-main-cpu"].dimensions == tomap({ DBInstanceIdentifier = "slipway-test-main" }) && aws_cloudwatch_metric_alarm.this["nat-eu-west-1b"].dimensions == tomap({ NatGatewayId = "nat-0b" })
    error_message = "An alarm must watch what it is called after."
  }

  assert {
    condition = alltrue([
      for key, metric in { throttled = "ThrottledRequests", errors = "SystemErrors" } : toset(flatten([
        for q in aws_cloudwatch_metric_alarm.table["table-carts-${key}"].metric_query : [for m in q.metric : "${m.metric_name} ${m.dimensions.TableName} ${m.dimensions.Operation}"]
      ])) == toset([for o in ["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"] : "${metric} slipway-test-carts ${o}"])
    ])
    error_message = "DynamoDB publishes both by operation alone: every one that a service may call must be added up."
  }
}

run "thresholds_follow_the_class_and_the_disk" {
  command = apply

  variables {
    databases = {
      small = { identifier = "small", instance_class = "db.t4g.small", storage_gb = 20 }
      large = { identifier = "large", instance_class = "db.r7g.2xlarge", storage_gb = 100 }
      set   = { identifier = "set", instance_class = "db.m7g.large", storage_gb = 100, max_connections = 500 }
    }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["database-small-storage"].threshold == 1073741824 && aws_cloudwatch_metric_alarm.this["database-small-storage"].comparison_operator == "LessThanThreshold"
    error_message = "Of 20 GiB one must be left: RDS makes the disk larger at two."
  }

  assert {
    condition     = local.database_memory == { small = 2, large = 64, set = 8 } && floor(aws_cloudwatch_metric_alarm.this["database-small-memory"].threshold) == 107374182
    error_message = "What is little memory depends on how much the class has."
  }

  assert {
    condition     = { for name in ["small", "large", "set"] : name => aws_cloudwatch_metric_alarm.this["database-${name}-connections"].threshold } == { small = 135, large = 3000, set = 300 }
    error_message = "How many connections are many follows from the class's memory, or from the parameter that sets it."
  }
}

run "each_can_be_switched_off" {
  command = apply

  variables {
    watch = { databases = false, tables = false, nat_gateways = false }
  }

  assert {
    condition     = output.alarm_names == tolist(["slipway-test-cluster-full", "slipway-test-load-balancer-errors", "slipway-test-load-balancer-slow"])
    error_message = "What is switched off must have no alarm, and the rest must keep theirs."
  }
}

run "refuses_what_no_threshold_follows_from" {
  command = plan

  variables {
    databases  = { main = { identifier = "main", instance_class = "db.serverless", storage_gb = 20 } }
    thresholds = { free_storage_percent = 100 }
  }

  expect_failures = [var.databases, var.thresholds]
}
