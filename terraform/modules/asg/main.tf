data "aws_partition" "current" {}

# An Auto Scaling group hands its instances only the tags that stand in its own blocks, not the provider's defaults.
data "aws_default_tags" "current" {}

data "aws_ssm_parameter" "ami" {
  count = var.ami_id == null ? 1 : 0

  name = var.ami_parameter
}

locals {
  # A public image id is no secret: read in clear, so that the plan shows which image the instances start from.
  ami_id = coalesce(var.ami_id, one(data.aws_ssm_parameter.ami[*].insecure_value))

  instance_tags = merge(data.aws_default_tags.current.tags, var.tags, { Name = var.name })
}

resource "aws_launch_template" "this" {
  name                   = var.name
  image_id               = local.ami_id
  instance_type          = var.instance_type
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.this.id]
  tags                   = var.tags

  user_data = base64encode(templatefile("${path.module}/user-data.sh.tftpl", { cluster_name = var.cluster_name }))

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  # IMDSv2 only, one hop away: the agent on the host reads it, a container with a network of its own does not.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/xvda" # the root of Amazon Linux

    ebs {
      volume_type           = "gp3"
      volume_size           = var.volume_size
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.instance_tags
  }
}

resource "aws_autoscaling_group" "this" {
  name                = var.name
  vpc_zone_identifier = values(var.subnet_ids)
  min_size            = var.min_size
  max_size            = var.max_size

  # ECS decides which instance goes and when: never one that runs tasks.
  protect_from_scale_in = true

  # A destroy would otherwise wait for the group to shrink to nothing, which protected instances never do. It applies to
  # the deletion of the group alone: by then its services are gone.
  force_delete = true

  health_check_type         = "EC2"
  health_check_grace_period = var.warmup_seconds
  default_instance_warmup   = var.warmup_seconds
  termination_policies      = ["OldestLaunchTemplate", "Default"]
  max_instance_lifetime     = var.max_instance_lifetime_days * 86400
  enabled_metrics           = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupTotalInstances"]
  wait_for_capacity_timeout = "10m"

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version # a number, so that a new template is a change that the plan shows
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

  # An instance that starts before its role has these cannot register, and does not try again for minutes.
  depends_on = [aws_iam_role_policy_attachment.this, aws_vpc_security_group_egress_rule.this]
}
