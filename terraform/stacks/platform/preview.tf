# A preview is the services of an environment once more, on the network, the load balancer and the cluster of that environment (its base),
# with data of its own. Its names begin with the base's and two hyphens, which no other environment's can: so the base, each preview and
# a neighbour have nothing in common, and the rights of the base's pipeline reach all of it.

locals {
  log_prefix = join("/", concat([local.base_name], var.preview[*].name)) # below the base's, where its pipeline may make logs

  deletion_protection = var.deletion_protection && var.preview == null

  # What its base's previews would cost is not worth a second zone, nor what Enhanced Monitoring needs a role for.
  cheap_database = { multi_az = false, monitoring_seconds = 0 }

  # It is asked by hosts of its own: a path alone would be its base's. Jobs stay out of it: nobody is there to see what they do at night.
  services = {
    for name, service in var.services : name => merge(service, [
      for preview in var.preview[*] : {
        hosts    = toset([for host in service.worker ? [] : coalescelist(sort(service.hosts), [preview.host]) : "${preview.name}.${trimprefix(host, "*.")}"])
        tmpfs    = merge({ for volume in service.volumes : volume.path => 16 }, service.tmpfs) # what its base's file systems hold is its base's
        volumes  = {}
        priority = service.worker ? null : lookup(preview.priorities, name, null)
        smoke    = [for request in service.smoke : merge(request, { host = request.host == null ? null : "${preview.name}.${request.host}" })]
      }
    ]...) if var.preview == null || service.schedule == null
  }
}

# What a preview of this environment is given as `preview`.
output "for_previews" {
  description = "What a preview stands on: network, load balancer and cluster, the host below which it has its names, whether a certificate can have those (named), and the priorities of rules that are taken. null in a preview."
  value = var.preview != null ? null : {
    vpc           = { vpc_id = module.vpc.vpc_id, private_subnet_ids = sort(values(module.vpc.private_subnet_ids)) }
    load_balancer = { listener_arn = module.alb.listener_arn, security_group_id = module.alb.security_group_id }
    cluster       = { name = module.cluster.name, capacity_provider = module.cluster.capacity_provider }
    host          = coalesce(var.load_balancer.domain, module.alb.dns_name)
    named         = startswith(module.alb.url, "http://") || var.load_balancer.previews
    taken         = [for rule in module.alb.rules : rule.priority]
  }
}
