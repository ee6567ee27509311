# ECS Service Connect: ECS puts a proxy beside each task, which knows the other services of the namespace by their names.

locals {
  connects = var.connect != null
  serves   = try(var.connect.serves, false)

  # The proxy and sidecars live from what the task has. The container is bounded by itself, so that their part stays theirs.
  task = {
    cpu    = sum(concat([var.cpu, local.connects ? var.connect.cpu : 0], [for sidecar in var.sidecars : sidecar.cpu]))
    memory = sum(concat([var.memory, local.connects ? var.connect.memory : 0], [for sidecar in var.sidecars : sidecar.memory]))
  }

  bounds = { for key, value in { cpu = var.cpu, memory = var.memory } : key => value if local.connects || length(var.sidecars) > 0 }

  # ECS finds the port by its name. As HTTP the proxy spreads the calls, not the connections, and tries another task when one is gone.
  # ECS takes no other protocol for a service that has one.
  port_name = { for key, value in { name = var.name, appProtocol = "http" } : key => value if local.serves }

  proxy_log = {
    awslogs-group         = aws_cloudwatch_log_group.this.name
    awslogs-region        = var.region
    awslogs-stream-prefix = "service-connect" # never the beginning of the container's own stream, whose prefix is a service's name
    mode                  = "non-blocking"
    max-buffer-size       = "5m"
  }
}
