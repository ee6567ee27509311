# The services, and what each of them is told of the data that it uses.

locals {
  # What stands behind the load balancer, and what is a service of ECS at all.
  web = { for name, service in local.services : name => service if local.shapes[name] == "web" }
  # The image of each, its own or another's.
  images = { for name, service in local.services : name => var.images[coalesce(service.image, name)] }
  shapes = { for name, service in local.services : name => service.schedule != null ? "job" : service.worker ? "worker" : "web" }

  # DATABASE_MAIN_HOST, TABLE_CARTS, BUCKET_FILES, QUEUE_MAIL_URL: the word, then the name as a variable spells it.
  spelt = { for name in distinct(flatten([for kind in [var.databases, var.tables, var.buckets, var.queues, var.topics] : keys(kind)])) : name => upper(replace(name, "-", "_")) }

  # Who keeps something in AWS: it has rights there, and must know the region. Another service is no such thing.
  use_data = [for name, service in local.services : name if anytrue([for kind, used in service.uses : kind != "services" && length(used) > 0])]

  health_paths = { for name, service in local.web : name => coalesce(service.health_path, "${trimsuffix(module.alb.rules[name].path, "/")}/healthz") }

  environment = {
    for name, service in local.services : name => merge(
      flatten([
        # ECS tells a container its region on Fargate alone, and no SDK calls AWS without one.
        contains(local.use_data, name) ? [{ AWS_REGION = var.region }] : [],
        [for db in service.uses.databases : {
          "DATABASE_${local.spelt[db]}_HOST" = module.rds.endpoints[db]
          "DATABASE_${local.spelt[db]}_PORT" = tostring(module.rds.ports[db])
          "DATABASE_${local.spelt[db]}_NAME" = module.rds.names[db]
          # Where user and password are read, at each new connection: RDS changes the password every seven days, and one
          # that a task was started with would stop working.
          "DATABASE_${local.spelt[db]}_SECRET_ARN" = module.rds.master_secret_arns[db]
        }],
        [for table in service.uses.tables : { "TABLE_${local.spelt[table]}" = module.dynamodb.names[table] }],
        [for bucket in service.uses.buckets : { "BUCKET_${local.spelt[bucket]}" = module.s3.names[bucket] }],
        [for used in service.uses.services : { "${upper(replace(used, "-", "_"))}_URL" = "http://${used}:${var.services[used].port}" }],
        [local.message_environment[name]],
        [service.environment], # what the settings say has the last word
      ])...
    )
  }

  # What the stack itself adds is no secret, whatever a table is called: TABLE_REFRESH_TOKEN.
  own_names = { for name, service in local.services : name => setsubtract(keys(local.environment[name]), keys(service.environment)) }

  # A queue of the settings under its name in SQS.
  scaling = {
    for name, service in local.services : name => service.scaling == null ? null : merge(service.scaling, {
      queue = service.scaling.queue == null ? null : { name = module.sqs.names[service.scaling.queue.name], depth = service.scaling.queue.depth }
    })
  }

  # A secret is given by ARN, or by its name in `secrets`.
  secrets = {
    for name, service in local.services : name => {
      for variable, secret in service.secrets : variable => startswith(secret, "arn:") ? secret : local.secret_arns[secret]
    }
  }

  sidecars = {
    for name, service in local.services : name => {
      for sidecar, settings in service.sidecars : sidecar => merge(settings, {
        secrets = { for variable, secret in settings.secrets : variable => startswith(secret, "arn:") ? secret : local.secret_arns[secret] }
      })
    }
  }

  # All that ECS reads for a task of the service, whichever container it is for.
  all_secrets = {
    for name, service in local.services : name => merge(local.secrets[name], [
      for sidecar, settings in local.sidecars[name] : { for variable, arn in settings.secrets : "${sidecar}.${variable}" => arn }
    ]...)
  }

  # An object of S3 is given by ARN, or by a bucket of the settings and its key: of a preview in its base's, as its own is empty.
  env_files = {
    for name, service in local.services : name => (
      try(contains(keys(var.buckets), split("/", service.env_file)[0]), false)
      ? "arn:${data.aws_partition.current.partition}:s3:::${replace(service.env_file, "/^([^/]+)/", "${local.base_name}-$${1}-${data.aws_caller_identity.current.account_id}")}"
      : service.env_file
    )
  }

  # The keys of what ECS reads before a task starts: those of the settings' own secrets and buckets, and of others by secret_kms_key_arns.
  secret_keys = {
    for name, service in local.services : name => setunion(
      service.secret_kms_key_arns,
      compact(flatten([for secrets in concat([service.secrets], values(service.sidecars)[*].secrets) : [for secret in values(secrets) : try(var.secrets[secret].kms_key_arn, null)]])),
      compact([try(var.buckets[split("/", service.env_file)[0]].kms_key_arn, null)]),
    )
  }
}

module "service" {
  source   = "../../modules/ecs-service"
  for_each = local.services

  name        = each.key
  name_prefix = local.name
  ecs_name    = join("--", concat(var.preview[*].name, [each.key])) # on one cluster with those of the base
  log_prefix  = local.log_prefix
  region      = var.region
  image       = local.images[each.key]

  cluster_arn               = module.cluster.arn
  capacity_provider         = module.cluster.capacity_provider
  cpu_architecture          = module.asg.cpu_architecture
  vpc_id                    = module.vpc.vpc_id
  subnet_ids                = module.vpc.private_subnet_ids
  execution_role_arn        = module.iam.execution_role_arns[each.key]
  task_role_arn             = module.iam.task_role_arns[each.key]
  client_security_group_ids = { for db in each.value.uses.databases : db => aws_security_group.database_client[db].id }

  shape        = local.shapes[each.key]
  path         = try(module.alb.rules[each.key].path, null)
  hosts        = try(module.alb.rules[each.key].hosts, [])
  priority     = try(module.alb.rules[each.key].priority, null)
  health_path  = lookup(local.health_paths, each.key, null)
  health_check = each.value.health_check
  port         = each.value.port

  # A worker's are not looked at.
  listener_arn                    = module.alb.listener_arn
  load_balancer_arn_suffix        = module.alb.arn_suffix
  load_balancer_security_group_id = module.alb.security_group_id

  connect = !contains(local.connected, each.key) ? null : merge(each.value.connect, { namespace_arn = module.cluster.namespace_arn, serves = contains(local.used, each.key) })

  cpu                    = each.value.cpu
  memory                 = each.value.memory
  desired_count          = each.value.count
  allow_single_task      = each.value.allow_single_task
  scaling                = local.scaling[each.key]
  command                = each.value.command
  before                 = each.value.before
  before_needs           = one(terraform_data.before_needs[*].id)
  user                   = each.value.user
  image_user             = each.value.image_user
  writable_root          = each.value.writable_root
  env_file               = local.env_files[each.key]
  tmpfs                  = each.value.tmpfs
  volumes                = each.value.volumes
  ulimits                = each.value.ulimits
  environment            = local.environment[each.key]
  not_secrets            = setunion(each.value.not_secrets, local.own_names[each.key])
  secrets                = local.secrets[each.key]
  sidecars               = local.sidecars[each.key]
  starts_after           = each.value.starts_after
  egress_cidrs           = each.value.egress_cidrs
  enable_execute_command = each.value.exec

  health_check_interval     = each.value.health_check_interval
  health_check_timeout      = each.value.health_check_timeout
  healthy_threshold         = each.value.healthy_threshold
  unhealthy_threshold       = each.value.unhealthy_threshold
  health_check_grace_period = each.value.health_check_grace_period
  deregistration_delay      = each.value.deregistration_delay
  stop_timeout              = each.value.stop_timeout
  timeout                   = each.value.timeout
  log_retention_days        = each.value.log_retention_days
  log_kms_key_arn           = var.logs.kms_key_arn
  alarms                    = each.value.alarms
  alarm_actions             = [module.cloudwatch.topic_arn]
  keep_revisions            = local.deletion_protection
}
