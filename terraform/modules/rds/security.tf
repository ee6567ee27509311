locals {
  clients = merge([
    for name, database in var.databases : {
      for client in database.clients : "${name}-${client}" => { database = name, client = client }
    }
  ]...)
}

resource "aws_security_group" "this" {
  for_each = var.databases

  name        = "${local.full_names[each.key]}-database"
  description = "Database ${local.full_names[each.key]}: its clients in, nothing out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${local.full_names[each.key]}-database" })

  lifecycle {
    ignore_changes = [description] # AWS can't change it: a better wording would replace the group under those who use it
  }
}

# Clients are named by their security groups and never by addresses: what has a client's address is not yet the client.
resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each = local.clients

  security_group_id            = aws_security_group.this[each.value.database].id
  description                  = "PostgreSQL from ${each.value.client}"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = var.client_security_groups[each.value.client]
  tags                         = var.tags
}
