# Everything that a deploy changes: the network, the load balancer, the cluster with its instances (here), what the services
# keep (data.tf), the services themselves (services.tf) and what watches over them (observe.tf).

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  base_name = "${var.project}-${var.environment}"
  name      = join("--", concat([local.base_name], var.preview[*].name)) # preview.tf

  # With a pipeline on GitHub, its role may make no role without this boundary, which the stack bootstrap made.
  boundary_arn = var.ci == null ? null : "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:policy/${local.base_name}-workloads"

  # Its own network is all that an internal load balancer has to be open to; more is for the settings to say.
  ingress_cidrs = var.load_balancer.ingress_cidrs != null ? var.load_balancer.ingress_cidrs : toset([!var.load_balancer.internal ? "0.0.0.0/0" : local.existing.vpc == null ? var.vpc.cidr : module.vpc.cidr])
}

module "vpc" {
  source = "../../modules/vpc"

  name                = local.name
  region              = var.region
  existing            = local.existing.vpc
  cidr                = var.vpc.cidr
  az_count            = var.vpc.az_count
  availability_zones  = var.vpc.availability_zones
  single_nat_gateway  = var.vpc.single_nat_gateway
  dns_hostnames       = var.vpc.dns_hostnames
  gateway_endpoints   = var.vpc.gateway_endpoints
  interface_endpoints = var.vpc.interface_endpoints
  endpoint_policy     = local.endpoint_policy
  flow_logs           = var.vpc.flow_logs

  permissions_boundary_arn = local.boundary_arn
}

module "alb" {
  source = "../../modules/alb"

  name                   = local.name
  existing               = local.existing.load_balancer
  vpc_id                 = module.vpc.vpc_id
  subnet_ids             = var.load_balancer.internal ? module.vpc.private_subnet_ids : module.vpc.public_subnet_ids
  target_cidrs           = module.vpc.private_subnet_cidrs
  rules                  = { for name, service in local.web : name => { path = service.path, hosts = service.hosts, priority = service.priority } }
  certificate_arn        = local.zoned ? module.dns[0].certificate_arn : var.load_balancer.certificate_arn
  https                  = local.zoned || var.load_balancer.certificate_arn != null
  extra_certificate_arns = var.load_balancer.extra_certificate_arns
  domain                 = var.preview == null ? var.load_balancer.domain : var.preview.host
  ssl_policy             = var.load_balancer.ssl_policy
  ingress_cidrs          = local.ingress_cidrs
  internal               = var.load_balancer.internal
  idle_timeout           = var.load_balancer.idle_timeout
  web_acl_arn            = var.load_balancer.web_acl_arn
  access_logs            = contains(keys(local.buckets), local.log_bucket) ? { bucket = module.s3.names[local.log_bucket] } : null
  deletion_protection    = local.deletion_protection
}

# The instances name the cluster, the capacity provider names the instances' group: cluster, group, provider, in this
# order, and a destroy goes back the same way.
module "asg" {
  source = "../../modules/asg"

  name                 = local.name
  enabled              = local.existing.cluster == null
  cluster_name         = module.cluster.name
  vpc_id               = module.vpc.vpc_id
  subnet_ids           = module.vpc.private_subnet_ids
  instance_profile_arn = module.iam.instance_profile_arn
  instance_types       = var.cluster.instance_types
  spot                 = var.cluster.spot
  warm_pool            = var.cluster.warm_pool
  min_size             = var.cluster.min_size
  max_size             = var.cluster.max_size
  ami_id               = var.cluster.ami_id
  ami_release          = var.cluster.ami_release
  volume_size          = var.cluster.volume_size
  kms_key_arn          = var.cluster.kms_key_arn
  force_delete         = !local.deletion_protection
}

module "cluster" {
  source = "../../modules/ecs-cluster"

  name                  = local.name
  existing              = local.existing.cluster
  autoscaling_group_arn = module.asg.arn
  target_capacity       = var.cluster.target_capacity
  container_insights    = var.cluster.container_insights
  exec_kms_key_arn      = var.cluster.exec_kms_key_arn
  namespace             = length(local.connected) > 0 ? local.name : null
}

module "iam" {
  source = "../../modules/iam"

  name                     = local.name
  region                   = var.region
  instance                 = local.existing.cluster == null
  permissions_boundary_arn = local.boundary_arn
  owner                    = local.base_name
  log_prefix               = local.log_prefix
  exec_log_group           = var.preview == null ? null : "/ecs-exec/${local.base_name}"
  exec_kms_key_arn         = module.cluster.exec_kms_key_arn

  services = {
    for name, service in local.services : name => {
      image               = local.images[name]
      sidecar_images      = values(local.sidecars[name])[*].image
      secrets             = local.all_secrets[name]
      secret_kms_key_arns = local.secret_keys[name]
      env_file            = local.env_files[name]
      task_policy         = local.task_policies[name]
      exec                = service.exec
    }
  }
}
