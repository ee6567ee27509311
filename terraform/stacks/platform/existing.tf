# A network, a load balancer and a cluster that somebody else keeps (vpc.existing, load_balancer.existing, cluster.existing). The modules
# put services onto them, and make, change and delete nothing of them.

# A rehearsal does not have what the account has, unless somebody made it in the emulator: then it makes all of it anew.
data "aws_subnets" "rehearsed" {
  count = var.emulated && var.vpc.existing != null ? 1 : 0

  filter {
    name   = "subnet-id"
    values = var.vpc.existing.private_subnet_ids
  }
}

locals {
  existing_is_there = !var.emulated || length(flatten(data.aws_subnets.rehearsed[*].ids)) > 0

  existing = {
    vpc           = local.existing_is_there ? var.vpc.existing : null
    load_balancer = local.existing_is_there ? var.load_balancer.existing : null
    cluster       = local.existing_is_there ? var.cluster.existing : null
  }
}
