# What must exist before the first deploy. The pipeline applies it with its state on disk and then moves that state into
# the bucket that it made; ../../README.md has the commands.

data "aws_caller_identity" "current" {}

locals {
  name = "${var.project}-${var.environment}"

  # The key that signs releases is made here where the settings trust it by this name; any other is somebody else's.
  signing_alias    = "alias/${local.name}-release"
  makes_signing    = try(var.release.signer.kms_key, null) == "awskms:///${local.signing_alias}"
  made_signing_arn = one(aws_kms_key.release[*].arn)

  # The keys of one's own that the stack platform uses, wherever the settings name them: who applies it must be allowed their use. The
  # key of the alarms' topic is not among them, since SNS alone uses it.
  stack_keys = compact(concat(
    [try(var.cluster.kms_key_arn, null), try(var.vpc.flow_logs.kms_key_arn, null), try(var.cluster.exec_kms_key_arn, null), try(var.logs.kms_key_arn, null)],
    flatten([for kind in [var.buckets, var.tables, var.databases, var.queues, var.topics] : [for settings in try(values(kind), []) : [try(settings.kms_key_arn, null), try(settings.secret_kms_key_arn, null)]]]),
  ))

  # The zone by name or id, as the stack platform finds it too: the emulator takes any id, and does not have the account's zones.
  zone_given = try(var.load_balancer.zone, null)
  zone_by_id = can(regex("^Z[0-9A-Z]+$", local.zone_given))
  zone = local.zone_given == null ? null : {
    id   = local.zone_by_id ? local.zone_given : var.emulated ? "ZREHEARSAL" : one(data.aws_route53_zone.this[*].zone_id)
    name = local.zone_by_id ? one(data.aws_route53_zone.this[*].name) : local.zone_given
  }

  # A database that stands has an identifier of the environment; the backups of one that is gone have none.
  ci_tables  = tolist(try(keys(var.tables), []))
  ci_backups = tolist([for database in try(values(var.databases), []) : database.restore.from if try(startswith(database.restore.from, "arn:"), false)])

  # What a service does with a file system, where the settings have one; the boundary of all others stays as it was.
  volume_actions = anytrue([for service in var.services : try(length(service.volumes) > 0, false)]) ? ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"] : []

  # A workflow names its GitHub environment and the file of settings by one word, so the trusted subject has that word too.
  ci_environments = try(coalesce(var.ci.environments, toset(length(var.ci.branches) == 0 ? [var.environment] : [])), [])

  # The pipeline's settings, with all of the others that its roles must reach.
  ci = var.ci == null ? null : merge(var.ci, {
    environments = local.ci_environments
    kms_key_arns = setunion(var.ci.kms_key_arns, local.stack_keys)
    buckets      = setunion(keys(var.buckets), ["access-logs"])
    tables       = local.ci_tables
    backups      = local.ci_backups
    web_acl_arn  = try(var.load_balancer.web_acl_arn, null)
    zone         = local.zone
    existing = {
      vpc_id       = try(var.vpc.existing.vpc_id, null)
      listener_arn = try(var.load_balancer.existing.listener_arn, null)
      cluster      = try(var.cluster.existing.name, null)
    }
    workload_actions = setunion(var.ci.workload_actions, local.volume_actions)
    signing_key_arn  = var.ci.signing_key_arn != null ? var.ci.signing_key_arn : local.made_signing_arn
    state_bucket     = module.state.bucket
    lock_table       = module.state.lock_table
    environment_tags = { Project = var.project, Environment = var.environment }
  })
}

data "aws_route53_zone" "this" {
  count = var.ci != null && local.zone_given != null && !var.emulated ? 1 : 0

  zone_id = local.zone_by_id ? local.zone_given : null
  name    = local.zone_by_id ? null : local.zone_given
}

module "state" {
  source = "../../modules/state"

  # Both names are known before any state exists; the pipeline makes them in the same way.
  bucket_name     = "${local.name}-state-${data.aws_caller_identity.current.account_id}"
  lock_table_name = "${local.name}-lock"

  deletion_protection = var.deletion_protection

  # The provider watches new lifecycle rules for 55 seconds before it believes them. The emulator expires nothing, so a
  # rehearsal leaves them out unless it is told to wait.
  lifecycle_rules = coalesce(var.state_lifecycle_rules, !var.emulated)
}

module "ecr" {
  source = "../../modules/ecr"

  prefix = local.name

  # Terraform deletes a repository with its images only when the state says so already. So one that is to go stays for the
  # apply that writes it into the state; the next one deletes it.
  services  = setunion([for name, service in var.services : name if try(service.image, null) == null], var.kept_repositories, var.removable_repositories)
  removable = var.removable_repositories

  keep_releases = var.repositories.keep_releases
  keep_images   = var.repositories.keep_images
}

# A service can't start before its secret has a value, and that a person puts: between this stack and the first deploy.
module "secrets" {
  source = "../../modules/secrets"

  name_prefix         = local.name
  secrets             = var.secrets
  deletion_protection = var.deletion_protection
}

# It holds for the account in this region, and for instances that start later: so it stands here, before the first one does. No other value
# than true is written: without the setting, what somebody else chose for the account stays.
resource "aws_ecs_account_setting_default" "trunking" {
  count = try(var.cluster.awsvpc_trunking, null) == true ? 1 : 0

  name  = "awsvpcTrunking"
  value = "enabled"
}

# Its private half never leaves KMS, so a workflow stores no key. Who may sign, the roles say: the key's policy leaves it to IAM.
resource "aws_kms_key" "release" {
  # checkov:skip=CKV2_AWS_64:the default policy leaves it to IAM, where the roles are
  count = local.makes_signing ? 1 : 0

  description              = "Signs the releases of ${local.name}"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 30
  tags                     = { Name = "${local.name}-release" } # by which a key is found whose alias was never made
}

resource "aws_kms_alias" "release" {
  count = local.makes_signing ? 1 : 0

  name          = local.signing_alias
  target_key_id = aws_kms_key.release[0].key_id
}

# The pipeline's own roles. A pipeline can't give itself permissions: a person applies this stack.
module "iam" {
  source = "../../modules/iam"
  count  = var.ci == null ? 0 : 1

  name   = local.name
  region = var.region

  ci = local.ci
}
