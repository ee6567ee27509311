locals {
  made = var.existing == null
}

# Services on a cluster that exists share it: it is looked at, and never changed.
data "aws_ecs_cluster" "existing" {
  count = local.made ? 0 : 1

  cluster_name = var.existing.name

  lifecycle {
    postcondition {
      condition     = self.status == "ACTIVE"
      error_message = "The cluster ${var.existing.name} is ${self.status}: write one that is ACTIVE."
    }
  }
}
