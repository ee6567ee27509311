locals {
  https     = var.certificate_arn != null
  ports     = toset(local.https ? ["80", "443"] : ["80"])
  not_found = "No service has this path.\n"

  # Priorities 1 to 4999 are for those who set one. Above them each depth of path has a band of 5000, deeper paths first,
  # so that /catalog/admin is matched before /catalog, and / after all. Within its band a rule stands where the hash of
  # its service's name puts it: another service that comes or goes moves nothing.
  depth = { for service, rule in var.rules : service => min(8, length(compact(split("/", rule.path)))) }

  priorities = {
    for service, rule in var.rules : service => coalesce(
      rule.priority,
      45000 - 5000 * local.depth[service] + parseint(substr(sha256(service), 0, 8), 16) % 5000,
    )
  }

  services_by_priority = { for service, priority in local.priorities : tostring(priority) => service... }
  services_by_path     = { for service, rule in var.rules : rule.path => service... }

  same_priority = [for priority, services in local.services_by_priority : "${join(" and ", services)} (${priority})" if length(services) > 1]
  same_path     = [for path, services in local.services_by_path : "${join(" and ", services)} (${path})" if length(services) > 1]
}
