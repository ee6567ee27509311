# In which services find each other by name (ECS Service Connect). It has no DNS and no VPC: only the proxies of its services read it.
resource "aws_service_discovery_http_namespace" "this" {
  count = var.namespace == null ? 0 : 1

  name        = var.namespace
  description = "Service Connect of ${var.name}"
  tags        = var.tags
}
