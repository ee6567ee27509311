mock_provider "aws" {
  source = "./tests/mocks"
}

run "nothing_unless_asked_for" {
  command = plan

  assert {
    condition     = length(aws_iam_role.instance) == 0 && length(aws_iam_role.plan) == 0 && length(aws_iam_policy.ci) == 0 && output.execution_role_arns == {} && output.permissions_boundary_arn == null
    error_message = "Without instances, services and pipeline there must be no role, no policy and no boundary."
  }
}

run "instances_join_their_cluster_and_no_other" {
  command = apply

  variables {
    instance     = true
    cluster_name = "slipway-blue"
  }

  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_role_policy.instance[0].policy).Statement : [
        for action in s.Action : strcontains(jsonencode(s.Resource), "/slipway-blue") if startswith(action, "ecs:") && !contains(keys(local.unscoped.instance), action)
      ]
    ]))
    error_message = "What ECS can scope must be scoped to the cluster."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_role_policy.instance[0].policy).Statement : length(setsubtract(s.Action, keys(local.unscoped.instance))) == 0 if contains(s.Resource, "*")
    ])
    error_message = "Only actions that AWS cannot scope may be for all resources."
  }

  assert {
    condition = length(setsubtract(
      ["ecs:RegisterContainerInstance", "ecs:DeregisterContainerInstance", "ecs:Poll", "ecs:StartTelemetrySession", "ecs:SubmitTaskStateChange", "ecs:SubmitContainerStateChange", "ecs:SubmitAttachmentStateChanges", "ecs:UpdateContainerInstancesState", "ecs:DiscoverPollEndpoint", "ecs:TagResource", "ec2:DescribeTags", "ssm:UpdateInstanceInformation", "ssmmessages:OpenDataChannel"],
      flatten([for s in jsondecode(aws_iam_role_policy.instance[0].policy).Statement : s.Action]),
    )) == 0
    error_message = "The ECS agent and Session Manager must have what they need."
  }

  assert {
    condition     = !can(regex("ssm:GetParameter|ecr:|logs:|secretsmanager:", aws_iam_role_policy.instance[0].policy))
    error_message = "Instances must not reach parameters, images, logs or secrets."
  }

  assert {
    condition     = aws_iam_role.instance[0].name == "slipway-test-instance" && jsondecode(aws_iam_role.instance[0].assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com" && output.instance_profile_arn == "arn:aws:iam::123456789012:instance-profile/mock"
    error_message = "The role must be EC2's, and its profile be given out."
  }
}

run "the_cluster_is_called_like_the_environment" {
  command = plan

  variables {
    instance = true
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.instance[0].policy, "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test\"")
    error_message = "Without a cluster's name it is the environment's."
  }
}

run "a_boundary_reaches_every_role" {
  command = plan

  variables {
    instance                 = true
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/slipway-test-workloads"
    services                 = { orders = { image = "registry.example.com/orders@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.instance[0], aws_iam_role.execution["orders"], aws_iam_role.task["orders"]] : role.permissions_boundary == var.permissions_boundary_arn])
    error_message = "A given boundary must be on every role that the pipeline makes."
  }
}

run "refuses_what_aws_refuses" {
  command = plan

  variables {
    name                     = "Slipway"
    region                   = "eu-west-1a"
    cluster_name             = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway"
    exec_kms_key_arn         = "alias/exec"
    permissions_boundary_arn = "workloads"
  }

  expect_failures = [var.name, var.region, var.cluster_name, var.exec_kms_key_arn, var.permissions_boundary_arn]
}
