# What the services keep: objects, tables, databases, and the secrets that the stack bootstrap made. A destroy takes none of it by accident: deletion_protection,
# and the refusal of the pipeline to destroy what it was not told of by name.

locals {
  secret_prefix = "arn:${data.aws_partition.current.partition}:secretsmanager:${var.region}:${data.aws_caller_identity.current.account_id}:secret:${local.base_name}/"

  # Name in `secrets` → ARN. Before the bootstrap of an emulator it has no drawn end.
  secret_arns = merge(
    { for name in keys(var.secrets) : name => "${local.secret_prefix}${name}" },
    { for arn in flatten(data.aws_secretsmanager_secrets.own[*].arns) : trimprefix(substr(arn, 0, length(arn) - 7), local.secret_prefix) => arn },
  )

  # The load balancer's own log goes into a bucket of this stack.
  log_bucket = "access-logs"
  buckets    = merge(var.buckets, var.load_balancer.access_logs && local.existing.load_balancer == null ? { (local.log_bucket) = { purpose = "logs", expire_days = var.load_balancer.access_log_days } } : {})
}

# AWS ends a secret's ARN with letters that it draws, so that the ARN has to be looked up. A list has none of a secret that is not
# there, where a look at one would fail: an emulator plans before its bootstrap, and a destroy must not hang on a secret.
data "aws_secretsmanager_secrets" "own" {
  count = length(var.secrets) > 0 ? 1 : 0

  filter {
    name   = "name" # by its beginning
    values = ["${local.base_name}/"]
  }

  lifecycle {
    postcondition {
      condition     = var.emulated || alltrue([for name in keys(var.secrets) : anytrue([for arn in self.arns : substr(arn, 0, length(arn) - 7) == "${local.secret_prefix}${name}"])])
      error_message = "These secrets are not there: ${join(", ", [for name in keys(var.secrets) : "${local.base_name}/${name}" if !anytrue([for arn in self.arns : substr(arn, 0, length(arn) - 7) == "${local.secret_prefix}${name}"])])}. Apply the stack bootstrap, which makes them, and put their values; right after that AWS's list may lack one for a minute."
    }
  }
}

module "s3" {
  source = "../../modules/s3"

  name                = local.name
  buckets             = local.buckets
  deletion_protection = local.deletion_protection

  # The provider watches new lifecycle rules for 55 seconds before it believes them, and the emulator expires nothing.
  lifecycle_rules = !var.emulated
}

module "dynamodb" {
  source = "../../modules/dynamodb"

  name                = local.name
  tables              = var.tables
  deletion_protection = local.deletion_protection
}

module "rds" {
  source = "../../modules/rds"

  name       = replace(local.name, "--", "-") # RDS takes no two hyphens in a row
  region     = var.region
  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnet_ids

  databases = {
    for name, database in var.databases : name => merge(database, { clients = [name] }, [for preview in var.preview[*] : local.cheap_database]...)
  }
  client_security_groups = { for name, group in aws_security_group.database_client : name => group.id }

  deletion_protection      = local.deletion_protection
  final_snapshot           = var.final_snapshot && var.preview == null
  log_kms_key_arn          = var.logs.kms_key_arn
  permissions_boundary_arn = local.boundary_arn
}

# The tasks of a service carry the group of each database that it uses. A group of the service's own would not do: the
# database would have to know the services, and the services know the database's address.
resource "aws_security_group" "database_client" {
  # checkov:skip=CKV2_AWS_5:the tasks of each service that uses the database carry it
  for_each = var.databases

  name        = "${local.name}-${each.key}-client"
  description = "May connect to the database ${each.key}"
  vpc_id      = module.vpc.vpc_id
  tags        = { Name = "${local.name}-${each.key}-client" }

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}
