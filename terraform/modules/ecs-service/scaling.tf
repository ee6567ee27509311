# How many tasks run is decided here and not by the service, whose desired_count Terraform ignores: it would undo what the
# scaler did. A lifecycle can't depend on a variable, so the choice was between two copies of the service, one of which
# ignores its count, and one service whose fixed count is a range of one number. Two copies would have to be kept the
# same, and switching scaling on would destroy a service that runs. A range of one number costs one resource: registering
# it moves a running service into the range (RegisterScalableTarget), and scaling only widens it.
locals {
  capacity = var.scaling == null ? { min = var.desired_count, max = var.desired_count } : { min = var.scaling.min, max = var.scaling.max }

  # The fewest that may run at any time.
  least = min(local.capacity.min, [for schedule in values(local.schedules) : schedule.min]...)

  target = one(concat(aws_appautoscaling_target.this, aws_appautoscaling_target.timed))

  policies = {
    for name, policy in {
      cpu      = { metric = "ECSServiceAverageCPUUtilization", target = try(var.scaling.cpu, null), label = null }
      memory   = { metric = "ECSServiceAverageMemoryUtilization", target = try(var.scaling.memory, null), label = null }
      requests = { metric = "ALBRequestCountPerTarget", target = try(var.scaling.requests, null), label = local.web ? "${var.load_balancer_arn_suffix}/${aws_lb_target_group.this[0].arn_suffix}" : null }
    } : name => policy if policy.target != null && local.stays
  }
}

resource "aws_appautoscaling_target" "this" {
  count = local.stays && !local.timed ? 1 : 0

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${element(split("/", var.cluster_arn), -1)}/${aws_ecs_service.this[0].name}"
  min_capacity       = local.capacity.min
  max_capacity       = local.capacity.max
  tags               = local.tags

  lifecycle {
    # A service that is made anew has the same name, but AWS forgets the old one's range and policies.
    replace_triggered_by = [aws_ecs_service.this[0].id]
  }
}

resource "aws_appautoscaling_policy" "this" {
  for_each = local.policies

  name               = "${local.full_name}-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = local.target.service_namespace
  scalable_dimension = local.target.scalable_dimension
  resource_id        = local.target.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = each.value.target
    scale_in_cooldown  = var.scaling.scale_in_cooldown
    scale_out_cooldown = var.scaling.scale_out_cooldown

    predefined_metric_specification {
      predefined_metric_type = each.value.metric
      resource_label         = each.value.label
    }
  }

  # AWS forgets the policies of a range that goes.
  lifecycle {
    replace_triggered_by = [aws_ecs_service.this[0].id, terraform_data.range]
  }
}
