resource "aws_ecs_cluster" "this" {
  name = "shared"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_security_group" "instances" {
  name        = "shared-instances"
  description = "Instances of the cluster"
  vpc_id      = aws_vpc.this.id
}

resource "aws_launch_template" "this" {
  name                   = "shared"
  image_id               = "ami-12c6146b"
  instance_type          = "m6i.4xlarge" # seven tasks have room on each
  vpc_security_group_ids = [aws_security_group.instances.id]
  user_data              = base64encode("#!/bin/bash\necho ECS_CLUSTER=shared >> /etc/ecs/ecs.config\n")
}

resource "aws_autoscaling_group" "this" {
  name                  = "shared"
  vpc_zone_identifier   = [for subnet in aws_subnet.private : subnet.id]
  min_size              = 2
  max_size              = 4
  protect_from_scale_in = true
  force_delete          = true

  wait_for_capacity_timeout = "0"

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }
}

resource "aws_ecs_capacity_provider" "this" {
  name = "shared-instances"

  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.this.arn
    managed_termination_protection = "ENABLED"

    managed_scaling {
      status          = "ENABLED"
      target_capacity = 100
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = [aws_ecs_capacity_provider.this.name]
}

resource "aws_ecs_task_definition" "search" {
  family                = "search"
  container_definitions = jsonencode([{ name = "search", image = "registry.example.com/search:1", memory = 128, essential = true }])
}

resource "aws_ecs_service" "search" {
  name            = "search"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.search.arn
  desired_count   = 1

  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.this.name
    weight            = 1
  }

  depends_on = [aws_ecs_cluster_capacity_providers.this]
}

# What the settings of an environment say of it (TestExisting).
output "settings" {
  description = "Settings vpc, load_balancer and cluster of who stands on it."

  value = {
    vpc           = { existing = { vpc_id = aws_vpc.this.id, private_subnet_ids = [for subnet in aws_subnet.private : subnet.id] } }
    load_balancer = { existing = { listener_arn = aws_lb_listener.this.arn, security_group_id = aws_security_group.load_balancer.id } }
    cluster       = { existing = { name = aws_ecs_cluster.this.name, capacity_provider = aws_ecs_capacity_provider.this.name }, instance_types = ["m6i.4xlarge"] }
  }
}
