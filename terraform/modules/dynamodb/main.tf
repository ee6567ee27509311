locals {
  # DynamoDB is told the type of each attribute that is a key, once, whatever number of keys it is part of.
  keys = {
    for name, table in var.tables : name => concat(
      [table.hash_key],
      table.range_key[*],
      [for index in values(table.global_indexes) : index.hash_key],
      flatten([for index in values(table.global_indexes) : index.range_key[*]]),
    )
  }

  attributes = { for name, keys in local.keys : name => { for key in keys : key.name => key.type... } }

  two_types = flatten([
    for name, attributes in local.attributes : [for attribute, types in attributes : "${name}.${attribute} (${join(" and ", distinct(types))})" if length(distinct(types)) > 1]
  ])
}

resource "aws_dynamodb_table" "this" {
  for_each = var.tables

  name         = "${var.name}-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value.hash_key.name
  range_key    = try(each.value.range_key.name, null)
  tags         = var.tags

  deletion_protection_enabled = var.deletion_protection
  stream_enabled              = each.value.stream != null
  stream_view_type            = each.value.stream

  dynamic "attribute" {
    for_each = local.attributes[each.key]

    content {
      name = attribute.key
      type = attribute.value[0]
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.global_indexes

    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.hash_key.name
      range_key          = try(global_secondary_index.value.range_key.name, null)
      projection_type    = global_secondary_index.value.projection
      non_key_attributes = global_secondary_index.value.projection == "INCLUDE" ? global_secondary_index.value.attributes : null
    }
  }

  dynamic "ttl" {
    for_each = each.value.ttl_attribute[*]

    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  # DynamoDB encrypts in any case: without this block with a key that AWS owns, at no cost.
  dynamic "server_side_encryption" {
    for_each = each.value.kms_key_arn[*]

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.two_types) == 0
      error_message = "These attributes have two types: ${join(", ", local.two_types)}. An attribute has one type in all keys of its table; write the same for each."
    }
  }
}
