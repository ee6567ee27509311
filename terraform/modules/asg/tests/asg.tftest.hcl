mock_provider "aws" {
  source = "./tests/mocks"
}

run "instances_are_safe" {
  command = apply

  assert {
    condition     = aws_launch_template.this[0].metadata_options[0].http_tokens == "required" && aws_launch_template.this[0].metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Only IMDSv2 may answer, and only on the instance itself."
  }

  assert {
    condition     = aws_launch_template.this[0].block_device_mappings[0].ebs[0].encrypted == "true" && aws_launch_template.this[0].block_device_mappings[0].ebs[0].volume_type == "gp3"
    error_message = "The root volume must be an encrypted gp3."
  }

  assert {
    condition     = aws_launch_template.this[0].key_name == "" || aws_launch_template.this[0].key_name == null
    error_message = "There is no SSH: no key pair may be set."
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_CLUSTER=slipway-test\n") && strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_AWSVPC_BLOCK_IMDS=true\n")
    error_message = "User data must name the cluster and keep tasks from the instance's role."
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_DISABLE_PRIVILEGED=true\n")
    error_message = "The agent must refuse privileged containers."
  }

  assert {
    condition     = aws_launch_template.this[0].iam_instance_profile[0].arn == var.instance_profile_arn
    error_message = "Instances must have the profile that was given."
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n") && !strcontains(base64decode(aws_launch_template.this[0].user_data), "ECS_WARM_POOLS_CHECK")
    error_message = "Tasks must leave a Spot instance before AWS takes it, and nothing may wait for a pool that is not there."
  }
}

run "the_group_is_ready_for_a_capacity_provider" {
  command = apply

  assert {
    condition     = aws_autoscaling_group.this[0].protect_from_scale_in
    error_message = "Managed termination protection needs scale-in protection."
  }

  assert {
    condition     = !aws_autoscaling_group.this[0].force_delete && !aws_autoscaling_group.this[0].force_delete_warm_pool
    error_message = "A destroy may not end protected instances unless somebody said so."
  }

  assert {
    condition     = toset(aws_autoscaling_group.this[0].vpc_zone_identifier) == toset(["subnet-0a", "subnet-0b"]) && aws_autoscaling_group.this[0].min_size == 2
    error_message = "The group must have two instances over both zones."
  }

  assert {
    condition     = aws_autoscaling_group.this[0].mixed_instances_policy[0].launch_template[0].launch_template_specification[0].version == "3"
    error_message = "The group must name the template's version by number, so that a new one shows in the plan."
  }

  assert {
    condition     = aws_autoscaling_group.this[0].instance_refresh[0].preferences[0].min_healthy_percentage == 100 && aws_autoscaling_group.this[0].instance_refresh[0].preferences[0].max_healthy_percentage == 200 && aws_autoscaling_group.this[0].instance_refresh[0].preferences[0].scale_in_protected_instances == "Refresh"
    error_message = "A refresh must bring new instances first and get past the protection of the old ones."
  }

  assert {
    condition = {
      for t in aws_autoscaling_group.this[0].tag : t.key => t.value if t.propagate_at_launch
    } == { AmazonECSManaged = "true", Environment = "test", Name = "slipway-test" }
    error_message = "Instances must get the provider's default tags, their name, and the tag that ECS sets."
  }
}

run "the_capacity_provider_need_not_wait_for_instances" {
  command = plan

  assert {
    condition     = aws_autoscaling_group.this[0].wait_for_capacity_timeout == "0"
    error_message = "An instance that registers before the capacity provider is there may stay outside it: no task is ever placed on it."
  }
}

run "no_instance_is_too_old" {
  command = plan

  assert {
    condition     = aws_autoscaling_group.this[0].max_instance_lifetime == null
    error_message = "Every instance is protected from scale-in, which a maximum lifetime never gets past: a plan that has one promises what does not happen."
  }
}

run "the_image_comes_from_the_parameter" {
  command = plan

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0aaaaaaaaaaaaaaaa" && data.aws_ssm_parameter.ami[0].name == "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    error_message = "The image must be the recommended ECS-optimised one."
  }
}

run "a_given_image_needs_no_parameter" {
  command = plan

  variables {
    ami_id = "ami-0bbbbbbbbbbbbbbbb"
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0bbbbbbbbbbbbbbbb" && length(data.aws_ssm_parameter.ami) == 0
    error_message = "A given image must be used, and the parameter left unread."
  }
}

run "refuses_what_is_not_highly_available" {
  command = plan

  variables {
    subnet_ids = { eu-west-1a = "subnet-0a" }
    min_size   = 1
  }

  expect_failures = [var.subnet_ids, var.min_size]
}

run "refuses_a_maximum_below_the_minimum" {
  command = plan

  variables {
    min_size = 4
    max_size = 3
  }

  expect_failures = [var.max_size]
}

run "refuses_what_ec2_refuses" {
  command = plan

  variables {
    name                 = "Slipway"
    instance_types       = ["large"]
    instance_profile_arn = "arn:aws:iam::123456789012:role/slipway-test-instance"
    ami_id               = "al2023"
    ami_parameter        = "ami-0123456789abcdef0"
    volume_size          = 8
    kms_key_arn          = "alias/ebs"
    warmup_seconds       = -1
  }

  expect_failures = [
    var.name, var.instance_types, var.instance_profile_arn, var.ami_id, var.ami_parameter, var.volume_size, var.kms_key_arn,
    var.warmup_seconds,
  ]
}
