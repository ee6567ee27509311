locals {
  full_name = "${var.name_prefix}-${var.name}"
  tags      = merge(var.tags, { Service = var.name })

  web   = var.shape == "web"
  stays = var.shape != "job"
}

# What a service becomes by another shape is another service: the provider can't take the last alarm off one, and ECS would go on
# looking for alarms that are gone.
resource "terraform_data" "shape" {
  input = var.shape
}

resource "aws_ecs_service" "this" {
  count = local.stays ? 1 : 0

  name            = coalesce(var.ecs_name, var.name)
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = local.capacity.min # where a new service begins; ever after scaling.tf has the word
  tags            = local.tags

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = local.web ? var.health_check_grace_period : null # ECS takes one with a load balancer only
  availability_zone_rebalancing      = "ENABLED"
  enable_execute_command             = var.enable_execute_command
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  # "Steady" is also what a rollback of the circuit breaker ends in: whoever applies asks ECS which deployment completed.
  wait_for_steady_state = var.wait_for_steady_state

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # The names come from the alarms themselves: ECS refuses one that does not exist yet.
  dynamic "alarms" {
    for_each = local.web ? ["alarms"] : []

    content {
      alarm_names = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name]
      enable      = local.alarmed
      rollback    = local.alarmed
    }
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
    security_groups  = concat([aws_security_group.this.id], values(var.client_security_group_ids))
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = aws_lb_target_group.this

    content {
      target_group_arn = load_balancer.value.arn
      container_name   = var.name
      container_port   = var.port
    }
  }

  dynamic "service_connect_configuration" {
    for_each = var.connect[*]

    content {
      enabled   = true
      namespace = service_connect_configuration.value.namespace_arn

      log_configuration {
        log_driver = "awslogs"
        options    = local.proxy_log
      }

      dynamic "service" {
        for_each = local.serves ? [var.port] : []

        content {
          port_name      = var.name
          discovery_name = var.name

          client_alias {
            dns_name = var.name
            port     = service.value
          }

          timeout {
            idle_timeout_seconds        = var.connect.idle_timeout
            per_request_timeout_seconds = var.connect.request_timeout
          }
        }
      }
    }
  }

  timeouts {
    create = var.timeout
    update = var.timeout
    delete = var.timeout
  }

  lifecycle {
    ignore_changes       = [desired_count] # see scaling.tf
    replace_triggered_by = [terraform_data.shape]
  }

  # ECS refuses a target group that no listener uses, and a task that starts before its ways are there fails.
  depends_on = [
    aws_lb_listener_rule.this,
    aws_vpc_security_group_egress_rule.task,
    aws_vpc_security_group_ingress_rule.task,
  ]
}
