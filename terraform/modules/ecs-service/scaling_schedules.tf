# The range by the clock. From its first hour on the schedules have the word, and what they set must not be undone by an apply in the
# night: so where there are any, the range is another resource, which ignores what it is. A lifecycle can't depend on a variable.
locals {
  schedules = try(var.scaling.schedules, {})
  timed     = length(local.schedules) > 0
}

# What the range begins with. It changes with the settings, and then the range is registered anew; and with whether the clock has the word:
# then one of the two resources takes the other's place, and AWS forgets the policies with the one that goes.
resource "terraform_data" "range" {
  count = local.stays ? 1 : 0

  input = local.timed ? { min = local.capacity.min, max = local.capacity.max, timed = true } : { min = null, max = null, timed = false }
}

resource "aws_appautoscaling_target" "timed" {
  count = local.stays && local.timed ? 1 : 0

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${element(split("/", var.cluster_arn), -1)}/${aws_ecs_service.this[0].name}"
  min_capacity       = local.capacity.min
  max_capacity       = local.capacity.max
  tags               = local.tags

  lifecycle {
    ignore_changes       = [min_capacity, max_capacity]
    replace_triggered_by = [aws_ecs_service.this[0].id, terraform_data.range]
  }

  # AWS knows both as one: the one that goes must be gone before the other is made.
  depends_on = [aws_appautoscaling_target.this]
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each = local.stays ? local.schedules : {}

  name               = "${local.full_name}-${each.key}"
  service_namespace  = local.target.service_namespace
  scalable_dimension = local.target.scalable_dimension
  resource_id        = local.target.resource_id
  schedule           = each.value.cron
  timezone           = each.value.timezone

  scalable_target_action {
    min_capacity = each.value.min
    max_capacity = each.value.max
  }

  lifecycle {
    replace_triggered_by = [aws_ecs_service.this[0].id, terraform_data.range]
  }
}
