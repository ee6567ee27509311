# ECS Service Connect: ECS puts a proxy beside each task, which knows the other services of the namespace by their names.

locals {
  connects = var.connect != null
  serves   = try(var.connect.serves, false)

  # The proxy lives from what the task has. The container is bounded by itself, so that the proxy's part stays the proxy's.
  task = {
    cpu    = var.cpu + (local.connects ? var.connect.cpu : 0)
    memory = var.memory + (local.connects ? var.connect.memory : 0)
  }

  bounds = { for key, value in { cpu = var.cpu, memory = var.memory } : key => value if local.connects }

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
