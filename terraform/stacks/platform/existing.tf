# A network, a load balancer and a cluster that somebody else keeps (vpc.existing, load_balancer.existing, cluster.existing). The modules
# put services onto them, and make, change and delete nothing of them.

# A rehearsal does not have what the account has, unless somebody made it in the emulator: then it makes all of it anew.
data "aws_subnets" "rehearsed" {
  count = var.emulated && var.vpc.existing != null && var.preview == null ? 1 : 0

  filter {
    name   = "subnet-id"
    values = var.vpc.existing.private_subnet_ids
  }
}

locals {
  existing_is_there = !var.emulated || length(flatten(data.aws_subnets.rehearsed[*].ids)) > 0

  # A preview stands on what its base has, whoever keeps that.
  existing = {
    vpc           = var.preview != null ? try(var.preview.vpc, null) : local.existing_is_there ? var.vpc.existing : null
    load_balancer = var.preview != null ? try(var.preview.load_balancer, null) : local.existing_is_there ? var.load_balancer.existing : null
    cluster       = var.preview != null ? try(var.preview.cluster, null) : local.existing_is_there ? var.cluster.existing : null
  }
}
