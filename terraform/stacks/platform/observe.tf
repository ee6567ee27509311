# Who is told when something is wrong, and where to look.

locals {
  # The stack bootstrap makes the topic's key, where the settings have none, under this alias.
  alarms_key_arn = coalesce(var.alarms.kms_key_arn, "arn:${data.aws_partition.current.partition}:kms:${var.region}:${data.aws_caller_identity.current.account_id}:alias/${local.base_name}-alarms")
}

module "cloudwatch" {
  source = "../../modules/cloudwatch"

  name                     = local.name
  region                   = var.region
  load_balancer_arn_suffix = module.alb.arn_suffix
  cluster_name             = module.cluster.name
  capacity_provider        = module.cluster.capacity_provider
  emails                   = var.preview == null ? var.alarms.emails : [] # nobody is mailed by a preview
  thresholds               = var.alarms.thresholds
  kms_key_arn              = local.alarms_key_arn
  watch                    = merge(var.alarms.watch, [for preview in var.preview[*] : { deployments = false, tasks = false }]...) # its base's rules see them
  autoscaling_group        = module.asg.name
  nat_gateway_ids          = module.vpc.nat_gateway_ids
  tables                   = module.dynamodb.names
  queues                   = { for name, queue in var.queues : name => { name = module.sqs.names[name], dead_name = module.sqs.dead_names[name], max_age_minutes = queue.max_age_minutes } }

  databases = {
    for name, database in var.databases : name => {
      identifier      = module.rds.identifiers[name]
      instance_class  = database.instance_class
      storage_gb      = database.storage_gb
      max_connections = try(tonumber(database.parameters["max_connections"]), null)
    }
  }

  services = {
    for name, service in module.service : name => {
      target_group_arn_suffix = service.target_group_arn_suffix
      service_name            = service.name
      desired_count           = service.desired_count
    } if local.shapes[name] != "job"
  }

  jobs = { for name in keys(local.jobs) : name => "${local.name}-${name}" }
}
