# What must have run before any service of a release moves (services.NAME.before). Terraform can't wait for a task between two of its
# resources, so whoever applies does three things: a plan of module.service["NAME"].terraform_data.before_ready[0] alone (-target), which
# moves no service; the tasks, in the order of their names; the rest of the plan. The pipeline does so in deploy and apply.
locals {
  before = { for name, service in var.services : name => service.before if service.before != null }
}

# A service's module refers to this and not to all of those modules: a reference to one output needs no other.
resource "terraform_data" "before_needs" {
  count = length(local.before) > 0 ? 1 : 0

  depends_on = [module.vpc, module.iam, module.asg, module.cluster, module.rds, module.dynamodb, module.s3, module.sqs, module.sns]
}

# What ran. It changes with what is to run next, by which a plan shows that; it is applied last, so that what failed is due again.
resource "terraform_data" "before" {
  for_each = local.before

  input = { image = local.images[each.key], command = each.value.command, timeout = each.value.timeout }

  lifecycle {
    precondition {
      condition     = !contains(keys(var.services), "${each.key}-before")
      error_message = "The task definition for before of ${each.key} would have the name of the service ${each.key}-before: give that service another name."
    }
  }

  depends_on = [module.service]
}
