# What somebody else keeps and the stack only stands on: in it the pipeline makes what is its own, and changes what has its tags. Nothing
# else of it: no rule of another, no setting of the listener, the cluster or the network.
locals {
  existing = {
    vpc      = compact([try(var.ci.existing.vpc_id, null)])
    listener = compact([try(var.ci.existing.listener_arn, null)])
    cluster  = compact([try(var.ci.existing.cluster, null)])
  }

  existing_rules    = [for arn in local.existing.listener : "${replace(arn, ":listener/", ":listener-rule/")}/*"]
  existing_services = [for name in local.existing.cluster : "${local.arn.ecs}:service/${name}/*"]
  existing_tasks    = [for name in local.existing.cluster : "${local.arn.ecs}:task/${name}/*"]
  existing_running  = flatten([for name in local.existing.cluster : [for kind in ["container-instance", "service", "service-deployment", "service-revision", "task"] : "${local.arn.ecs}:${kind}/${name}/*"]])

  ci_existing_read = [
    for statement in [
      {
        Sid    = "ExistingCluster"
        Effect = "Allow"
        Action = [
          "ecs:DescribeClusters", "ecs:DescribeContainerInstances", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
          "ecs:DescribeTasks", "ecs:ListContainerInstances", "ecs:ListServiceDeployments", "ecs:ListTagsForResource",
        ]
        Resource = concat([for name in local.existing.cluster : "${local.arn.ecs}:cluster/${name}"], local.existing_running)
      },
    ] : statement if length(statement.Resource) > 0
  ]

  ci_existing = [
    for statement in [
      {
        # The other half of it, the new group, is allowed with the environment's tags alone.
        Sid       = "GroupsInExistingNetwork"
        Effect    = "Allow"
        Action    = ["ec2:CreateSecurityGroup"]
        Resource  = [for id in local.existing.vpc : "${local.arn.ec2}:vpc/${id}"]
        Condition = {}
      },
      {
        Sid       = "RuleOnExistingListener"
        Effect    = "Allow"
        Action    = ["elasticloadbalancing:CreateRule"]
        Resource  = local.existing.listener
        Condition = { StringEquals = local.requested }
      },
      {
        # AWS asks for the tags of what is made at what it is made on, as it has no name yet; CreateAction lets nobody tag the listener itself.
        Sid       = "TagNewRule"
        Effect    = "Allow"
        Action    = ["elasticloadbalancing:AddTags"]
        Resource  = concat(local.existing.listener, local.existing_rules)
        Condition = { StringEquals = merge(local.requested, { "elasticloadbalancing:CreateAction" = "CreateRule" }) }
      },
      {
        Sid       = "OwnRules"
        Effect    = "Allow"
        Action    = [for action in ["AddTags", "DeleteRule", "ModifyRule", "RemoveTags", "SetRulePriorities"] : "elasticloadbalancing:${action}"]
        Resource  = local.existing_rules
        Condition = { StringEquals = local.tagged }
      },
      {
        Sid       = "ServiceOnExistingCluster"
        Effect    = "Allow"
        Action    = ["ecs:CreateService"]
        Resource  = local.existing_services
        Condition = { StringEquals = local.requested }
      },
      {
        Sid       = "TagNewService"
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = local.existing_services
        Condition = { StringEquals = merge(local.requested, { "ecs:CreateAction" = "CreateService" }) }
      },
      {
        Sid       = "OwnServices"
        Effect    = "Allow"
        Action    = [for action in ["DeleteService", "TagResource", "UntagResource", "UpdateService"] : "ecs:${action}"]
        Resource  = local.existing_services
        Condition = { StringEquals = local.tagged }
      },
      {
        Sid       = "TagNewTask"
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = local.existing_tasks
        Condition = { StringEquals = merge(local.requested, { "ecs:CreateAction" = "RunTask" }) }
      },
      {
        Sid       = "OwnTasks"
        Effect    = "Allow"
        Action    = ["ecs:StopTask"]
        Resource  = local.existing_tasks
        Condition = { StringEquals = local.tagged }
      },
      {
        Sid       = "ScalingAlarmsOnExistingCluster"
        Effect    = "Allow"
        Action    = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"]
        Resource  = [for name in local.existing.cluster : "${local.cloudwatch}:${var.region}:${local.account}:alarm:TargetTracking-service/${name}/*"]
        Condition = {}
      },
    ] : { for key, value in statement : key => value if key != "Condition" || length(statement.Condition) > 0 } if length(statement.Resource) > 0
  ]
}
