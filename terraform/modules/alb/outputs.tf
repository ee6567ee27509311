output "arn" {
  description = "ARN of the load balancer."
  value       = local.made ? aws_lb.this[0].arn : data.aws_lb.existing[0].arn
}

output "arn_suffix" {
  description = "The load balancer's name in CloudWatch metrics."
  value       = local.made ? aws_lb.this[0].arn_suffix : data.aws_lb.existing[0].arn_suffix
}

output "dns_name" {
  description = "DNS name of the load balancer."
  value       = local.made ? aws_lb.this[0].dns_name : data.aws_lb.existing[0].dns_name
}

output "zone_id" {
  description = "Hosted zone of the DNS name, for an alias record."
  value       = local.made ? aws_lb.this[0].zone_id : data.aws_lb.existing[0].zone_id
}

output "url" {
  description = "Where clients connect: the domain, which must point to dns_name, or dns_name itself."
  value       = "${(local.made ? local.https : data.aws_lb_listener.existing[0].protocol == "HTTPS") ? "https" : "http"}://${coalesce(var.domain, local.made ? one(aws_lb.this[*].dns_name) : one(data.aws_lb.existing[*].dns_name))}"
}

output "listener_arn" {
  description = "ARN of the listener that serves: services put their rules on it."
  value       = !local.made ? data.aws_lb_listener.existing[0].arn : local.https ? aws_lb_listener.https[0].arn : aws_lb_listener.http[0].arn

  # Rules that leave another listener leave it when clients reach this one.
  depends_on = [aws_vpc_security_group_ingress_rule.client]
}

output "security_group_id" {
  description = "Id of the load balancer's security group: services let it in."
  value       = local.made ? aws_security_group.this[0].id : var.existing.security_group_id

  # Who lets it in is reached by it.
  depends_on = [aws_vpc_security_group_egress_rule.task]
}

output "rule_priorities" {
  description = "Service → priority of its listener rule."
  value       = local.priorities

  precondition {
    condition     = length(local.same_priority) == 0
    error_message = "Services share the priority of a listener rule: ${join("; ", local.same_priority)}. Give one of them a priority of its own, from 1 to 4999."
  }

  precondition {
    condition     = length(local.same_address) == 0
    error_message = "Services share a path: ${join("; ", local.same_address)}. Only one of them would be reached; give each its own path or hosts."
  }

  precondition {
    condition     = length(local.hidden) == 0
    error_message = "These services would never be reached, because a rule before theirs takes all that they ask for: ${join("; ", local.hidden)}. Give the hidden one the lower priority, or leave priorities out."
  }
}

output "rules" {
  description = "Service → what its listener rule needs: path, hosts (none: every host), priority. The module ecs-service has variables of these names."
  value       = { for service, rule in local.rules : service => { path = rule.path, hosts = rule.hosts, priority = local.priorities[service] } }
}
