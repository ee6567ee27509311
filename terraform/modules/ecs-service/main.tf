data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  full_name = "${var.name_prefix}-${var.name}"
  tags      = merge(var.tags, { Service = var.name })

  digest = try(regex("@(sha256:[0-9a-f]{64})$", var.image)[0], null)

  # PORT tells the service where to listen. IMAGE_DIGEST lets it say which image it is, so that a check from outside can
  # tell the new release from the old one.
  environment = tomap(merge(var.environment, { PORT = tostring(var.port), IMAGE_DIGEST = local.digest }))

  # ECS drops empty lists from what it stores, which would show as a difference on every plan: no secrets, no key.
  secrets = {
    for key, list in { secrets = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }] } :
    key => list if length(list) > 0
  }

  container = merge(local.secrets, {
    name      = var.name
    image     = var.image
    essential = true

    # Maps become lists in the order of their keys, so that the same settings are always the same definition.
    environment = [for key in sort(keys(local.environment)) : { name = key, value = local.environment[key] }]

    portMappings = [{ containerPort = var.port, hostPort = var.port, protocol = "tcp" }]

    user                   = var.user
    readonlyRootFilesystem = true
    stopTimeout            = var.stop_timeout
    linuxParameters        = { capabilities = { drop = ["ALL"] } }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = var.name
        mode                  = "non-blocking" # a log service that is slow must not make the service slow
        max-buffer-size       = "25m"
      }
    }
  })
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name_prefix}/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = local.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.container])
  skip_destroy             = var.keep_revisions
  tags                     = local.tags

  lifecycle {
    # The old revision stays registered at least until the service is steady: the circuit breaker goes back to it.
    create_before_destroy = true
  }
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count
  tags            = local.tags

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.health_check_grace_period
  availability_zone_rebalancing      = "ENABLED"
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  # "Steady" is also what a rollback of the circuit breaker ends in: whoever applies asks ECS which deployment completed.
  wait_for_steady_state = var.wait_for_steady_state

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  capacity_provider_strategy {
    capacity_provider = var.capacity_provider
    base              = 0
    weight            = 1
  }

  # The zone comes first: rebalancing over zones asks for it.
  ordered_placement_strategy {
    type  = "spread"
    field = "attribute:ecs.availability-zone"
  }

  ordered_placement_strategy {
    type  = "spread"
    field = "instanceId"
  }

  network_configuration {
    subnets          = values(var.subnet_ids)
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = var.name
    container_port   = var.port
  }

  timeouts {
    create = var.timeout
    update = var.timeout
    delete = var.timeout
  }

  # ECS refuses a target group that no listener uses, and a task that starts before its roles and ways are there fails.
  depends_on = [
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_lb_listener_rule.this,
    aws_vpc_security_group_egress_rule.load_balancer,
    aws_vpc_security_group_egress_rule.task,
    aws_vpc_security_group_ingress_rule.task,
  ]
}
