# The cluster, its instances and its services.
locals {
  ci_compute = [
    {
      Sid    = "Cluster"
      Effect = "Allow"
      Action = [
        for action in [
          "CreateCapacityProvider", "CreateCluster", "CreateService", "DeleteCapacityProvider", "DeleteCluster", "DeleteService",
          "DeregisterContainerInstance", "PutClusterCapacityProviders", "StopServiceDeployment", "StopTask",
          "TagResource", "UntagResource", "UpdateCapacityProvider", "UpdateCluster",
          "UpdateContainerInstancesState", "UpdateService",
        ] : "ecs:${action}"
      ]
      Resource = concat(
        ["${local.arn.ecs}:capacity-provider/${var.name}", "${local.arn.ecs}:cluster/${var.name}", "${local.arn.ecs}:task-definition/${var.name}-*"],
        [for kind in ["container-instance", "service", "service-deployment", "task"] : "${local.arn.ecs}:${kind}/${var.name}/*"],
      )
    },
    {
      # A new revision has no tags to compare yet. With the environment's it is no other one's that may run it.
      Sid       = "Definitions"
      Effect    = "Allow"
      Action    = ["ecs:RegisterTaskDefinition"]
      Resource  = ["${local.arn.ecs}:task-definition/${var.name}-*"]
      Condition = { StringEquals = local.requested }
    },
    {
      Sid       = "Unscoped"
      Effect    = "Allow"
      Action    = ["ecs:DeregisterTaskDefinition"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = var.region } }
    },
    {
      # A task of a service by itself: a migration before a release, or what a person starts. It gets the environment's roles (PassRoles).
      Sid       = "RunTasks"
      Effect    = "Allow"
      Action    = ["ecs:RunTask"]
      Resource  = ["${local.arn.ecs}:task-definition/${var.name}-*"]
      Condition = { ArnEquals = { "ecs:cluster" = [for name in concat([var.name], local.existing.cluster) : "${local.arn.ecs}:cluster/${name}"] } }
    },
    {
      Sid    = "Instances"
      Effect = "Allow"
      Action = [
        for action in [
          "CancelInstanceRefresh", "CreateAutoScalingGroup", "CreateOrUpdateTags", "DeleteAutoScalingGroup", "DeleteLifecycleHook", "DeleteWarmPool",
          "DeletePolicy", "DeleteTags", "DisableMetricsCollection", "EnableMetricsCollection", "PutLifecycleHook", "PutScalingPolicy", "PutWarmPool",
          "RollbackInstanceRefresh", "SetInstanceProtection", "StartInstanceRefresh",
          "UpdateAutoScalingGroup",
        ] : "autoscaling:${action}"
      ]
      Resource = ["${local.arn.autoscaling}:autoScalingGroup:*:autoScalingGroupName/${var.name}"]
    },
    {
      Sid       = "MakeTemplate"
      Effect    = "Allow"
      Action    = ["ec2:CreateLaunchTemplate"]
      Resource  = ["${local.arn.ec2}:launch-template/*"]
      Condition = { StringEquals = local.requested }
    },
    {
      Sid       = "ChangeTemplate"
      Effect    = "Allow"
      Action    = ["ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate", "ec2:DeleteLaunchTemplateVersions", "ec2:ModifyLaunchTemplate"]
      Resource  = ["${local.arn.ec2}:launch-template/*"]
      Condition = { StringEquals = local.tagged }
    },
    {
      # Auto Scaling asks whether who makes a group might start its instances: from a template, and no other way.
      Sid    = "StartFromTemplate"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = concat(
        [for kind in ["instance", "launch-template", "network-interface", "security-group", "subnet", "volume"] : "${local.arn.ec2}:${kind}/*"],
        [for kind in ["image", "snapshot"] : "arn:${local.partition}:ec2:${var.region}::${kind}/*"],
      )
      Condition = { ArnLike = { "ec2:LaunchTemplate" = "${local.arn.ec2}:launch-template/*" } }
    },
    {
      Sid    = "Scaling"
      Effect = "Allow"
      Action = [
        for action in ["DeleteScalingPolicy", "DeleteScheduledAction", "DeregisterScalableTarget", "PutScalingPolicy", "PutScheduledAction", "RegisterScalableTarget"] :
        "application-autoscaling:${action}"
      ]
      # A target's ARN has a number that nobody knows before; ECS is the only name space that the stacks use. What has another
      # environment's tags is denied (ci_neighbours.tf).
      Resource  = ["${local.arn.application-autoscaling}:scalable-target/*"]
      Condition = { StringEquals = { "application-autoscaling:service-namespace" = "ecs" } }
    },
    {
      Sid       = "TagScaling"
      Effect    = "Allow"
      Action    = ["application-autoscaling:TagResource"]
      Resource  = ["${local.arn.application-autoscaling}:scalable-target/*"]
      Condition = { StringEquals = local.requested }
    },
    {
      # AWS looks at no tag of a target that loses one: so those that say whose it is stay.
      Sid       = "UntagScaling"
      Effect    = "Allow"
      Action    = ["application-autoscaling:UntagResource"]
      Resource  = ["${local.arn.application-autoscaling}:scalable-target/*"]
      Condition = { "ForAllValues:StringNotEquals" = { "aws:TagKeys" = keys(local.environment_tags) } }
    },
    {
      # Target tracking makes its own alarms, with the permissions of who sets the policy.
      Sid      = "ScalingAlarms"
      Effect   = "Allow"
      Action   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"]
      Resource = ["${local.cloudwatch}:${var.region}:${local.account}:alarm:TargetTracking-service/${var.name}/*"]
    },
  ]
}
