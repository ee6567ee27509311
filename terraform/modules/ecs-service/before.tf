# What runs once before the service moves to a new image, such as a migration. It has a task definition of its own: the service's must
# not change before it ran, and a run that fails leaves the service as it was.
resource "aws_ecs_task_definition" "before" {
  count = var.before == null ? 0 : 1

  family                   = "${local.full_name}-before"
  requires_compatibilities = ["EC2"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn
  skip_destroy             = var.keep_revisions
  tags                     = local.tags

  # Nobody asks it, neither through a port nor whether it is well: its exit code says that. Service Connect is not for such a task, and no sidecar runs beside it.
  container_definitions = jsonencode([merge(
    { for key, value in local.container : key => value if !contains(["portMappings", "healthCheck", "dependsOn"], key) },
    { command = var.before.command },
  )])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  dynamic "volume" {
    for_each = var.volumes

    content {
      name = volume.key

      efs_volume_configuration {
        file_system_id     = volume.value.file_system_id
        transit_encryption = "ENABLED"

        authorization_config {
          access_point_id = volume.value.access_point_id
          iam             = "ENABLED"
        }
      }
    }
  }
}

# Once this is there, the task can be run as it says. Whoever applies has a plan of it alone made (-target): it refers to nothing that moves
# the service, and to all that the task needs, in other modules too (before_needs).
resource "terraform_data" "before_ready" {
  count = var.before == null ? 0 : 1

  input = {
    cluster             = element(split("/", var.cluster_arn), -1)
    capacity_provider   = var.capacity_provider
    task_definition_arn = aws_ecs_task_definition.before[0].arn
    subnet_ids          = values(var.subnet_ids)
    security_group_ids  = concat([aws_security_group.this.id], values(var.client_security_group_ids))
    needs               = var.before_needs
  }

  depends_on = [aws_vpc_security_group_egress_rule.task] # without its ways out the task reaches nothing
}
