output "url" {
  description = "Where clients reach the services."
  value       = module.alb.url
}

output "alb_dns_name" {
  description = "DNS name of the load balancer."
  value       = module.alb.dns_name
}

output "alb_zone_id" {
  description = "Hosted zone of that DNS name, which an alias record of Route 53 needs beside it."
  value       = module.alb.zone_id
}

output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = module.cluster.name
}

output "service_names" {
  description = "Service → name of its ECS service."
  value       = { for name, service in module.service : name => service.name if local.shapes[name] != "job" }
}

output "task_definitions" {
  description = "Service → ARN, with revision, of the task definition that it was told to run."
  value       = { for name, service in module.service : name => service.task_definition_arn }
}

output "target_groups" {
  description = "Service → ARN of its target group, of those behind the load balancer."
  value       = { for name, service in module.service : name => service.target_group_arn if local.shapes[name] == "web" }
}

output "images" {
  description = "Service with an image of its own → image by digest, as given: what a destroy needs to be given again."
  value       = var.images
}

output "services" {
  description = "Service → what a verification needs to know of it."
  value = {
    for name, service in module.service : name => {
      ecs_service           = service.name
      cluster               = module.cluster.name
      task_definition_arn   = service.task_definition_arn
      target_group_arn      = service.target_group_arn
      port                  = var.services[name].port
      shape                 = local.shapes[name]
      path                  = try(module.alb.rules[name].path, null)
      hosts                 = try(module.alb.rules[name].hosts, [])
      health_path           = lookup(local.health_paths, name, null)
      version_path          = var.services[name].version_path
      smoke                 = local.services[name].smoke
      ready_seconds         = service.ready_seconds
      desired_count         = service.desired_count
      container_environment = service.container_environment
      command               = var.services[name].command
      image                 = coalesce(var.services[name].image, name)
      schedule              = lookup(module.schedules.schedules, name, null)
      log_group             = service.log_group
    }
  }
}
