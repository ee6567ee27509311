# What ECS, Auto Scaling and RDS say once and no metric shows: rules that send it to the topic.
locals {
  ecs = "arn:${local.partition}:ecs:${var.region}:${local.account}"

  # The texts take names and ARNs alone: EventBridge escapes nothing, and a reason with a quote in it would be lost with its message.
  all_events = {
    deployment-failed = {
      on          = var.watch.deployments
      description = "A deployment of a service failed: the circuit breaker or an alarm ended it."
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Deployment State Change"]
        resources   = [{ prefix = "${local.ecs}:service/${var.cluster_name}/" }]
        detail      = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
      }
      paths = { service = "$.resources[0]", time = "$.time" }
      text  = "<time>: a deployment of <service> failed. Next: aws ecs describe-services --region ${var.region} --cluster ${var.cluster_name} --services <service>"
    }

    # Not those that a deployment, scaling or a person stopped.
    task-stopped = {
      on          = var.watch.tasks
      description = "A task of a service ended by itself: its container exited, or never started."
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Task State Change"]
        detail = {
          clusterArn = ["${local.ecs}:cluster/${var.cluster_name}"]
          group      = [{ prefix = "service:" }]
          lastStatus = ["STOPPED"]
          stopCode   = ["EssentialContainerExited", "TaskFailedToStart"]
        }
      }
      paths = { group = "$.detail.group", code = "$.detail.stopCode", task = "$.detail.taskArn", time = "$.time" }
      text  = "<time>: a task of <group> stopped: <code>. Next, within the hour: aws ecs describe-tasks --region ${var.region} --cluster ${var.cluster_name} --tasks <task>"
    }

    # A task that nobody's service started and that ended with another code than 0, or never began. What ends it from outside, as an
    # instance that goes, leaves a code too.
    job-failed = {
      on          = length(var.jobs) > 0
      description = "A scheduled job failed: its container ended with another exit code than 0, or never started."
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Task State Change"]
        detail = {
          clusterArn = ["${local.ecs}:cluster/${var.cluster_name}"]
          group      = sort([for family in values(var.jobs) : "family:${family}"])
          lastStatus = ["STOPPED"]
          "$or"      = [{ containers = { exitCode = [{ anything-but = [0] }] } }, { stopCode = ["TaskFailedToStart"] }]
        }
      }
      paths = { group = "$.detail.group", code = "$.detail.stopCode", task = "$.detail.taskArn", time = "$.time" }
      text  = "<time>: a run of <group> failed: <code>. Next, within the hour: aws ecs describe-tasks --region ${var.region} --cluster ${var.cluster_name} --tasks <task>"
    }

    refresh-failed = {
      on          = var.watch.refreshes
      description = "Instances could not be replaced: the new ones are not healthy, or the old ones come back."
      pattern = {
        source = ["aws.autoscaling"]
        detail-type = [
          "EC2 Auto Scaling Instance Refresh Failed", "EC2 Auto Scaling Instance Refresh Rollback Failed",
          "EC2 Auto Scaling Instance Refresh Rollback Started",
        ]
        detail = { AutoScalingGroupName = [var.autoscaling_group] }
      }
      paths = { what = "$.detail-type", time = "$.time" }
      text  = "<time>: <what>: ${coalesce(var.autoscaling_group, "-")}. Next: aws autoscaling describe-instance-refreshes --region ${var.region} --auto-scaling-group-name ${coalesce(var.autoscaling_group, "-")}"
    }

    database-event = {
      on          = var.watch.database_events && length(var.databases) > 0
      description = "A database failed, or its standby took over."
      pattern = {
        source      = ["aws.rds"]
        detail-type = ["RDS DB Instance Event"]
        detail      = { EventCategories = ["failover", "failure"], SourceIdentifier = sort([for database in var.databases : database.identifier]) }
      }
      paths = { database = "$.detail.SourceIdentifier", event = "$.detail.EventID", time = "$.time" }
      text  = "<time>: the database <database> reports <event>. Next: aws rds describe-events --region ${var.region} --source-type db-instance --source-identifier <database> --duration 60"
    }
  }

  events = { for name, event in local.all_events : name => event if event.on && (name != "refresh-failed" || var.autoscaling_group != null) }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.events

  name          = "${var.name}-${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "topic" {
  for_each = local.events

  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "topic"
  arn       = aws_sns_topic.this.arn

  input_transformer {
    input_paths    = each.value.paths
    input_template = "\"${each.value.text}\""
  }

  # A rule that matches at once must be able to say so.
  depends_on = [aws_sns_topic_policy.this]
}
