# Who is told when something is wrong, and where to look.

module "cloudwatch" {
  source = "../../modules/cloudwatch"

  name                     = local.name
  region                   = var.region
  load_balancer_arn_suffix = module.alb.arn_suffix
  cluster_name             = module.cluster.name
  capacity_provider        = module.cluster.capacity_provider
  emails                   = var.alarms.emails
  thresholds               = var.alarms.thresholds
  kms_key_arn              = var.alarms.kms_key_arn

  services = {
    for name, service in module.service : name => {
      target_group_arn_suffix = service.target_group_arn_suffix
      service_name            = service.name
      desired_count           = service.desired_count
    }
  }
}
