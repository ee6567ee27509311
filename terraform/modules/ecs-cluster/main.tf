resource "aws_ecs_cluster" "this" {
  # checkov:skip=CKV_AWS_224:exec_kms_key_arn encrypts the sessions where there is a key
  # checkov:skip=CKV_AWS_65:on by default; staging does without for its price
  count = local.made ? 1 : 0

  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  # Each shell in a task leaves a log in a group of its own. Unsaid, it would go into the service's log, without a key.
  configuration {
    execute_command_configuration {
      kms_key_id = var.exec_kms_key_arn
      logging    = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name     = aws_cloudwatch_log_group.exec[0].name
        cloud_watch_encryption_enabled = var.exec_kms_key_arn != null # refuses a session whose log has no key
      }
    }
  }

  # Before the cluster, so that Container Insights finds it, and after it: ECS would make one that nobody keeps.
  depends_on = [aws_cloudwatch_log_group.insights]
}

# Container Insights writes here what its metrics are made from, under a name of AWS's. Undeclared, AWS makes the group and it outlives the
# cluster. It stays where they are switched off, with what they wrote, and costs nothing empty.
resource "aws_cloudwatch_log_group" "insights" {
  # checkov:skip=CKV_AWS_338:how long is a setting; the policy demands 30 days in prod
  # checkov:skip=CKV_AWS_158:it holds names and measurements, which the metrics show too
  count = local.made ? 1 : 0

  name              = "/aws/ecs/containerinsights/${var.name}/performance"
  retention_in_days = var.insights_log_retention_days
  tags              = var.tags
}

# Not below /ecs/<name>/, where a service of the name "exec" has its log.
resource "aws_cloudwatch_log_group" "exec" {
  # checkov:skip=CKV_AWS_338:how long is a setting; the policy demands 30 days in prod
  count = local.made ? 1 : 0

  name              = "/ecs-exec/${var.name}"
  retention_in_days = var.exec_log_retention_days
  kms_key_id        = var.exec_kms_key_arn
  tags              = var.tags
}

resource "aws_ecs_capacity_provider" "this" {
  count = local.made ? 1 : 0

  name = var.name
  tags = var.tags

  auto_scaling_group_provider {
    auto_scaling_group_arn = var.autoscaling_group_arn

    # The three belong together: the cluster adds instances for tasks that find no place, takes away only those that run
    # none, and drains one before anything else may take it (scale-in, instance refresh, a failed health check).
    managed_termination_protection = "ENABLED"
    managed_draining               = "ENABLED"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = var.target_capacity
      minimum_scaling_step_size = 1
      maximum_scaling_step_size = var.maximum_scaling_step_size
      instance_warmup_period    = var.warmup_seconds
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = local.made ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = [aws_ecs_capacity_provider.this[0].name]

  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.this[0].name
    base              = 0
    weight            = 1
  }
}
