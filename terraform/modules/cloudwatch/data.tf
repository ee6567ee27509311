# What the services keep, and their way out: alarms of databases, tables and NAT gateways; of queues in queues.tf.
locals {
  databases = var.watch.databases ? var.databases : {}
  tables    = var.watch.tables ? var.tables : {}
  gateways  = var.watch.nat_gateways ? var.nat_gateway_ids : {}

  # GiB of memory by size, which AWS keeps to over the families: m and t have these, r twice as much, x four times.
  memory_of_size = { micro = 1, small = 2, medium = 4, large = 8, xlarge = 16 }

  database_memory = {
    for name, database in local.databases : name =>
    lookup(local.memory_of_size, element(split(".", database.instance_class), -1), 16 * tonumber(try(regex("([0-9]+)xlarge$", database.instance_class)[0], 1)))
    * lookup({ r = 2, x = 4 }, substr(trimprefix(database.instance_class, "db."), 0, 1), 1)
  }

  # What PostgreSQL on RDS takes at most, unless a parameter says otherwise: LEAST({DBInstanceClassMemory/9531392}, 5000).
  database_connections = {
    for name, database in local.databases : name =>
    coalesce(database.max_connections, min(5000, floor(local.database_memory[name] * pow(1024, 3) / 9531392)))
  }

  data_alarms = merge(concat(
    [
      for name, database in local.databases : {
        "database-${name}-cpu" = {
          description = "The database ${name} has used more than ${var.thresholds.cpu_percent} % of its CPU for a quarter of an hour."
          namespace   = "AWS/RDS"
          metric      = "CPUUtilization"
          stat        = "Average"
          periods     = 15
          threshold   = var.thresholds.cpu_percent
          dimensions  = { DBInstanceIdentifier = database.identifier }
        }

        # RDS makes the disk larger at 10 %, up to max_storage_gb and not within six hours of the last time: below that nothing helps.
        "database-${name}-storage" = {
          description = "The disk of the database ${name} has less than ${var.thresholds.free_storage_percent} % of its ${database.storage_gb} GiB left; a full one stops the database."
          namespace   = "AWS/RDS"
          metric      = "FreeStorageSpace"
          stat        = "Minimum"
          periods     = 5
          comparison  = "LessThanThreshold"
          threshold   = database.storage_gb * pow(1024, 3) * var.thresholds.free_storage_percent / 100
          dimensions  = { DBInstanceIdentifier = database.identifier }
        }

        "database-${name}-memory" = {
          description = "The database ${name} has had less than ${var.thresholds.free_memory_percent} % of its memory left for a quarter of an hour."
          namespace   = "AWS/RDS"
          metric      = "FreeableMemory"
          stat        = "Average"
          periods     = 15
          comparison  = "LessThanThreshold"
          threshold   = local.database_memory[name] * pow(1024, 3) * var.thresholds.free_memory_percent / 100
          dimensions  = { DBInstanceIdentifier = database.identifier }
        }

        "database-${name}-connections" = {
          description = "The database ${name} has had more than ${var.thresholds.connections_percent} % of the ${local.database_connections[name]} connections that it takes for five minutes; beyond them it refuses."
          namespace   = "AWS/RDS"
          metric      = "DatabaseConnections"
          stat        = "Maximum"
          periods     = 5
          threshold   = floor(local.database_connections[name] * var.thresholds.connections_percent / 100)
          dimensions  = { DBInstanceIdentifier = database.identifier }
        }
      }
    ],
    [
      for zone, id in local.gateways : { "nat-${zone}" = {
        description = "The NAT gateway of ${zone} had no port left for new connections: too many at once to one address."
        namespace   = "AWS/NATGateway"
        metric      = "ErrorPortAllocation"
        stat        = "Sum"
        periods     = 5
        threshold   = 0
        dimensions  = { NatGatewayId = id }
      } }
    ],
  )...)

  # DynamoDB counts both by operation alone, so an alarm of a table adds them up.
  table_operations = ["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"]

  table_alarms = merge([
    for name, table in local.tables : {
      "table-${name}-throttled" = {
        description = "DynamoDB has refused requests to the table ${name} five minutes in a row: a key that all ask for, or a limit of the account."
        table       = table
        metric      = "ThrottledRequests"
        periods     = 5
      }

      "table-${name}-errors" = {
        description = "DynamoDB itself has failed requests to the table ${name} five minutes in a row."
        table       = table
        metric      = "SystemErrors"
        periods     = 5
      }
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "table" {
  for_each = local.table_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching" # published only when there is one
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = var.tags

  metric_query {
    id          = "sum"
    label       = each.value.metric
    expression  = "SUM(FILL(METRICS(), 0))"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.table_operations

    content {
      id = lower(metric_query.value)

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = each.value.metric
        stat        = "Sum"
        period      = 60
        dimensions  = { TableName = each.value.table, Operation = metric_query.value }
      }
    }
  }

  # An alarm that goes off at once must be able to say so.
  depends_on = [aws_sns_topic_policy.this]
}
