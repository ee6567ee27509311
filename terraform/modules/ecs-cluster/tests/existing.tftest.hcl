mock_provider "aws" {
  mock_data "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared", status = "ACTIVE" }
  }
}

variables {
  name     = "slipway-test"
  existing = { name = "shared", capacity_provider = "shared-ec2" }
}

run "nothing_is_made_of_a_cluster_that_exists" {
  command = plan

  assert {
    condition     = length(concat(aws_ecs_cluster.this, aws_ecs_capacity_provider.this, aws_ecs_cluster_capacity_providers.this, aws_cloudwatch_log_group.exec, aws_cloudwatch_log_group.insights)) == 0
    error_message = "Of a cluster that exists nothing may be made or changed: to associate a capacity provider would take away the others."
  }

  assert {
    condition     = output.name == "shared" && output.arn == "arn:aws:ecs:eu-west-1:123456789012:cluster/shared" && output.capacity_provider == "shared-ec2"
    error_message = "Services must be given the cluster and its capacity provider."
  }
}

run "a_namespace_needs_no_cluster_of_its_own" {
  command = plan

  variables {
    namespace = "slipway-test--pr-12"
  }

  assert {
    condition     = aws_service_discovery_http_namespace.this[0].name == "slipway-test--pr-12" && length(aws_ecs_cluster.this) == 0
    error_message = "Services on somebody else's cluster, as a preview's on its base's, must find each other in a namespace of their own."
  }
}

run "refuses_a_cluster_that_is_gone" {
  command = plan

  override_data {
    target = data.aws_ecs_cluster.existing[0]
    values = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared", status = "INACTIVE" }
  }

  expect_failures = [data.aws_ecs_cluster.existing]
}

run "refuses_fargate" {
  command = plan

  variables {
    existing = { name = "shared", capacity_provider = "FARGATE" }
  }

  expect_failures = [var.existing]
}

run "refuses_no_group_for_a_cluster_of_its_own" {
  command = plan

  variables {
    existing = null
  }

  expect_failures = [var.autoscaling_group_arn]
}
