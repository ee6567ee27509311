resource "aws_autoscaling_group" "this" {
  count = var.enabled ? 1 : 0

  name                = var.name
  vpc_zone_identifier = values(var.subnet_ids)
  min_size            = var.min_size
  max_size            = var.max_size

  # ECS decides which instance goes and when: never one that runs tasks.
  protect_from_scale_in = true

  # Without it a destroy waits for the group to shrink to nothing, which protected instances never do. It is read from the
  # state when the group is deleted and means nothing before.
  force_delete           = var.force_delete
  force_delete_warm_pool = var.force_delete

  health_check_type         = "EC2"
  health_check_grace_period = var.warmup_seconds
  default_instance_warmup   = var.warmup_seconds
  termination_policies      = ["OldestLaunchTemplate", "Default"]
  enabled_metrics           = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupTotalInstances"]

  # Not for a moment: ECS counts an instance to the capacity provider only when that is there before the instance registers, and it is
  # made after the group. What tasks need instances for, the services' steady state shows.
  wait_for_capacity_timeout = "0"

  # With one type and no Spot as well: the same settings in the same place, whatever the group is made of.
  mixed_instances_policy {
    instances_distribution {
      on_demand_allocation_strategy            = "prioritized" # in the order of instance_types
      on_demand_base_capacity                  = var.spot.on_demand_base
      on_demand_percentage_above_base_capacity = var.spot.on_demand_percentage
      spot_allocation_strategy                 = var.spot.allocation_strategy
    }

    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.this[0].id
        version            = aws_launch_template.this[0].latest_version # a number, so that the plan shows a new template
      }

      # No weights: managed scaling of ECS counts instances.
      dynamic "override" {
        for_each = var.instance_types

        content {
          instance_type = override.value
        }
      }
    }
  }

  # Instances never go back into the pool: ECS does not support it.
  dynamic "warm_pool" {
    for_each = var.warm_pool == null ? [] : [var.warm_pool]

    content {
      pool_state                  = warm_pool.value.state
      min_size                    = warm_pool.value.min_size
      max_group_prepared_capacity = warm_pool.value.max_prepared
    }
  }

  # A new template replaces the instances by itself: new ones first, and managed draining moves the tasks over.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage       = 100
      max_healthy_percentage       = 200
      auto_rollback                = true
      skip_matching                = true
      scale_in_protected_instances = "Refresh"
    }
  }

  # ECS sets this tag on a group that a capacity provider manages; unsaid, the next plan would take it away.
  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }

  dynamic "tag" {
    for_each = local.instance_tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  lifecycle {
    # The capacity provider moves it between min_size and max_size.
    ignore_changes = [desired_capacity]
  }

  # An instance that starts before it has a way out cannot register, and does not try again for minutes.
  depends_on = [aws_vpc_security_group_egress_rule.this]
}
