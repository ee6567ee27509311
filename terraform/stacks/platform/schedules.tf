# The jobs that run by the clock. Their task definitions are made like those of the services (services.tf).

locals {
  jobs = { for name, service in local.services : name => service if local.shapes[name] == "job" }
}

module "schedules" {
  source = "../../modules/schedules"

  name                     = local.name
  region                   = var.region
  cluster_arn              = module.cluster.arn
  capacity_provider        = module.cluster.capacity_provider
  subnet_ids               = module.vpc.private_subnet_ids
  alarm_actions            = [module.cloudwatch.topic_arn]
  permissions_boundary_arn = local.boundary_arn

  jobs = {
    for name, job in local.jobs : name => {
      schedule            = job.schedule
      timezone            = job.timezone
      retry               = job.retry
      task_definition_arn = module.service[name].task_definition_arn
      execution_role_arn  = module.iam.execution_role_arns[name]
      task_role_arn       = module.iam.task_role_arns[name]
      security_group_ids  = concat([module.service[name].security_group_id], [for db in sort(job.uses.databases) : aws_security_group.database_client[db].id])
    }
  }
}
