# Everything that a deploy changes: the network, the load balancer, the cluster with its instances, and the services.

locals {
  name = "${var.project}-${var.environment}"
}

module "vpc" {
  source = "../../modules/vpc"

  name               = local.name
  region             = var.region
  cidr               = var.vpc.cidr
  az_count           = var.vpc.az_count
  availability_zones = var.vpc.availability_zones
  single_nat_gateway = var.vpc.single_nat_gateway
  dns_hostnames      = var.vpc.dns_hostnames
}

module "alb" {
  source = "../../modules/alb"

  name                = local.name
  vpc_id              = module.vpc.vpc_id
  subnet_ids          = var.load_balancer.internal ? module.vpc.private_subnet_ids : module.vpc.public_subnet_ids
  rules               = { for name, service in var.services : name => { path = service.path, priority = service.priority } }
  certificate_arn     = var.load_balancer.certificate_arn
  ingress_cidrs       = var.load_balancer.ingress_cidrs
  internal            = var.load_balancer.internal
  idle_timeout        = var.load_balancer.idle_timeout
  deletion_protection = var.deletion_protection
}

# The instances name the cluster, the capacity provider names the instances' group: cluster, group, provider, in this
# order, and a destroy goes back the same way.
module "asg" {
  source = "../../modules/asg"

  name          = local.name
  cluster_name  = module.cluster.name
  vpc_id        = module.vpc.vpc_id
  subnet_ids    = module.vpc.private_subnet_ids
  instance_type = var.cluster.instance_type
  min_size      = var.cluster.min_size
  max_size      = var.cluster.max_size
  ami_id        = var.cluster.ami_id
}

module "cluster" {
  source = "../../modules/ecs-cluster"

  name                  = local.name
  autoscaling_group_arn = module.asg.arn
  target_capacity       = var.cluster.target_capacity
  container_insights    = var.cluster.container_insights
}

module "service" {
  source   = "../../modules/ecs-service"
  for_each = var.services

  name        = each.key
  name_prefix = local.name
  region      = var.region
  image       = var.images[each.key]

  cluster_arn                     = module.cluster.arn
  capacity_provider               = module.cluster.capacity_provider
  vpc_id                          = module.vpc.vpc_id
  subnet_ids                      = module.vpc.private_subnet_ids
  listener_arn                    = module.alb.listener_arn
  load_balancer_security_group_id = module.alb.security_group_id

  path        = each.value.path
  priority    = module.alb.rule_priorities[each.key]
  health_path = coalesce(each.value.health_path, "${trimsuffix(each.value.path, "/")}/healthz")
  port        = each.value.port

  cpu                 = each.value.cpu
  memory              = each.value.memory
  desired_count       = each.value.count
  allow_single_task   = each.value.allow_single_task
  user                = each.value.user
  environment         = each.value.environment
  secrets             = each.value.secrets
  secret_kms_key_arns = each.value.secret_kms_key_arns
  task_policy         = each.value.task_policy
  egress_cidrs        = each.value.egress_cidrs

  health_check_interval     = each.value.health_check_interval
  health_check_timeout      = each.value.health_check_timeout
  health_check_grace_period = each.value.health_check_grace_period
  deregistration_delay      = each.value.deregistration_delay
  stop_timeout              = each.value.stop_timeout
  timeout                   = each.value.timeout
  log_retention_days        = each.value.log_retention_days
  keep_revisions            = var.deletion_protection
}
