# What must exist before the first deploy. The pipeline applies it with its state on disk and then moves that state into
# the bucket that it made; ../../README.md has the commands.

data "aws_caller_identity" "current" {}

locals {
  name = "${var.project}-${var.environment}"
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

  prefix       = local.name
  services     = keys(var.services)
  force_delete = !var.deletion_protection
}

# The pipeline's own roles. A pipeline can't give itself permissions: a person applies this stack.
module "iam" {
  source = "../../modules/iam"
  count  = var.ci == null ? 0 : 1

  name   = local.name
  region = var.region

  ci = merge(var.ci, {
    state_bucket     = module.state.bucket
    lock_table       = module.state.lock_table
    environment_tags = { Project = var.project, Environment = var.environment }
  })
}
