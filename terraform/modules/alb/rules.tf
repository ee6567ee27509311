locals {
  made      = var.existing == null
  https     = var.https != null ? var.https : var.certificate_arn != null
  ports     = toset(local.https ? ["80", "443"] : ["80"])
  not_found = "No service has this path.\n"

  rules = { for service, rule in var.rules : service => { path = coalesce(rule.path, "/"), hosts = rule.hosts, priority = rule.priority } }

  # Priorities 1 to 4999 are for those who set one. Above them the more exact rule comes first: hosts by name, hosts with
  # a wildcard, no hosts; among these each depth of path has a band of its own, deeper paths first, so that /catalog/admin
  # is matched before /catalog, and / last. Within its band a rule stands where the hash of its service's name puts it:
  # another service that comes or goes moves nothing.
  bands = {
    named    = { start = 5000, width = 2000 }
    wildcard = { start = 15000, width = 2000 }
    none     = { start = 25000, width = 5000 }
  }

  band = {
    for service, rule in local.rules : service => local.bands[
      length(rule.hosts) == 0 ? "none" : anytrue([for host in rule.hosts : startswith(host, "*.")]) ? "wildcard" : "named"
    ]
  }

  depth = { for service, rule in local.rules : service => min(4, length(compact(split("/", rule.path)))) }

  priorities = {
    for service, rule in local.rules : service => coalesce(
      rule.priority,
      local.band[service].start + local.band[service].width * (4 - local.depth[service]) + parseint(substr(sha256(service), 0, 8), 16) % local.band[service].width,
    )
  }

  # What a rule takes, once for each of its hosts.
  addresses = flatten([
    for service, rule in local.rules : [
      for host in coalescelist(sort(rule.hosts), [""]) : { service = service, address = "${host}${rule.path}" }
    ]
  ])

  services_by_priority = { for service, priority in local.priorities : tostring(priority) => service... }
  services_by_address  = { for taken in local.addresses : taken.address => taken.service... }

  same_priority = [for priority, services in local.services_by_priority : "${join(" and ", services)} (${priority})" if length(services) > 1]
  same_address  = [for address, services in local.services_by_address : "${join(" and ", services)} (${address})" if length(services) > 1]

  # A rule that comes first and takes all that a later one asks for. Priorities that somebody set can do that, and paths
  # of more than four parts, which share a band.
  hidden = flatten([
    for first, rule in local.rules : [
      for later, other in local.rules : "${later} (${other.path}, behind ${first})"
      if local.priorities[first] < local.priorities[later]
      && (rule.path == "/" || startswith("${other.path}/", "${rule.path}/"))
      && (length(rule.hosts) == 0 || (length(other.hosts) > 0 && length(setsubtract(other.hosts, rule.hosts)) == 0))
      && (rule.path != other.path || length(rule.hosts) == 0 && length(other.hosts) > 0) # the rest shares an address
    ]
  ])
}
