mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  autoscaling_group = "slipway-test"
  databases         = { main = { identifier = "slipway-test-main", instance_class = "db.t4g.small", storage_gb = 20 } }
}

run "what_happens_once_is_told" {
  command = apply

  assert {
    condition     = output.event_rules == tolist(["slipway-test-database-event", "slipway-test-deployment-failed", "slipway-test-refresh-failed", "slipway-test-task-stopped"])
    error_message = "A failed deployment, a task that ended by itself, a failed refresh and a database's failure must be told."
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.topic : target.arn == output.topic_arn]) && length(aws_cloudwatch_event_target.topic) == 4
    error_message = "Every rule must tell the topic."
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.topic : can(jsondecode(target.input_transformer[0].input_template))])
    error_message = "EventBridge takes a text as JSON alone."
  }

  assert {
    condition = alltrue([
      for target in aws_cloudwatch_event_target.topic : alltrue([for path in values(target.input_transformer[0].input_paths) : !can(regex("(?i)reason|message", path))])
    ])
    error_message = "EventBridge escapes nothing: a reason with a quote in it would have the message dropped."
  }
}

run "only_this_environment_s_events" {
  command = apply

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.this["deployment-failed"].event_pattern) == {
      source    = ["aws.ecs"], detail-type = ["ECS Deployment State Change"], detail = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
      resources = [{ prefix = "arn:aws:ecs:eu-west-1:123456789012:service/slipway-test/" }]
    }
    error_message = "Failed deployments of services of this cluster must be told, and no other."
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.this["task-stopped"].event_pattern).detail == {
      clusterArn = ["arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"], group = [{ prefix = "service:" }], lastStatus = ["STOPPED"]
      stopCode   = ["EssentialContainerExited", "TaskFailedToStart"]
    }
    error_message = "Tasks that a deployment or scaling stopped must not be told."
  }

  assert {
    condition = alltrue([
      jsondecode(aws_cloudwatch_event_rule.this["refresh-failed"].event_pattern).detail.AutoScalingGroupName == ["slipway-test"],
      contains(jsondecode(aws_cloudwatch_event_rule.this["refresh-failed"].event_pattern).detail-type, "EC2 Auto Scaling Instance Refresh Rollback Started"),
      jsondecode(aws_cloudwatch_event_rule.this["database-event"].event_pattern).detail == { EventCategories = ["failover", "failure"], SourceIdentifier = ["slipway-test-main"] },
    ])
    error_message = "A refresh that goes back is one that failed; databases are known by their identifiers."
  }
}

run "each_can_be_switched_off" {
  command = apply

  variables {
    watch = { deployments = false, refreshes = false }
  }

  assert {
    condition     = output.event_rules == tolist(["slipway-test-database-event", "slipway-test-task-stopped"])
    error_message = "What is switched off must have no rule, and the rest must keep theirs."
  }
}

run "nothing_is_told_of_what_is_not_there" {
  command = apply

  variables {
    databases         = {}
    autoscaling_group = null
  }

  assert {
    condition     = output.event_rules == tolist(["slipway-test-deployment-failed", "slipway-test-task-stopped"])
    error_message = "Without a database or a group there is nothing to tell of them."
  }
}

run "a_job_that_fails_is_told" {
  command = apply

  variables {
    jobs  = { report = "slipway-test-report" }
    watch = { tasks = false }
  }

  assert {
    condition = jsonencode(jsondecode(aws_cloudwatch_event_rule.this["job-failed"].event_pattern).detail) == jsonencode({
      "$or"      = [{ containers = { exitCode = [{ anything-but = [0] }] } }, { stopCode = ["TaskFailedToStart"] }]
      clusterArn = ["arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"]
      group      = ["family:slipway-test-report"]
      lastStatus = ["STOPPED"]
    })
    error_message = "A run of a job that ended with another code than 0, or never began, must be told, and one that ended well must not."
  }
}
