variable "name" {
  description = "What stands before each table's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "tables" {
  description = "Table → its keys (name, and type \"S\", \"N\" or \"B\"), the attribute with the second at which an item expires, global secondary indexes by name, the view of its stream (\"NEW_IMAGE\", \"OLD_IMAGE\", \"NEW_AND_OLD_IMAGES\" or \"KEYS_ONLY\"), and a KMS key of its own. A change of its keys replaces a table."
  type = map(object({
    hash_key      = object({ name = string, type = optional(string, "S") })
    range_key     = optional(object({ name = string, type = optional(string, "S") }))
    ttl_attribute = optional(string)
    stream        = optional(string)
    kms_key_arn   = optional(string)

    global_indexes = optional(map(object({
      hash_key   = object({ name = string, type = optional(string, "S") })
      range_key  = optional(object({ name = string, type = optional(string, "S") }))
      projection = optional(string, "ALL")
      attributes = optional(set(string), [])
    })), {})
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.tables) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 32])
    error_message = "These tables have a name that cannot be used: ${join(", ", [for name in keys(var.tables) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 32])}. Write at most 32 lower-case letters, digits and single hyphens, beginning with a letter."
  }

  validation {
    condition     = !contains(keys(var.tables), "lock")
    error_message = "A table is called \"lock\": ${var.name}-lock is the table of Terraform's state locks. Give it another name."
  }

  validation {
    condition = alltrue(flatten([
      for table in var.tables : [
        for key in concat([table.hash_key], table.range_key[*], flatten([for index in values(table.global_indexes) : concat([index.hash_key], index.range_key[*])])) :
        contains(["S", "N", "B"], key.type)
      ]
    ]))
    error_message = "These tables have a key of an unknown type: ${join(", ", [for name, table in var.tables : name if !alltrue([for key in concat([table.hash_key], table.range_key[*], flatten([for index in values(table.global_indexes) : concat([index.hash_key], index.range_key[*])])) : contains(["S", "N", "B"], key.type)])])}. Write \"S\" for text, \"N\" for a number or \"B\" for bytes."
  }

  validation {
    condition     = alltrue([for table in var.tables : table.stream == null || try(contains(["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"], table.stream), false)])
    error_message = "These tables have an unknown stream: ${join(", ", [for name, table in var.tables : "${name} (${coalesce(table.stream, "null")})" if !(table.stream == null || try(contains(["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"], table.stream), false))])}. Write \"NEW_IMAGE\", \"OLD_IMAGE\", \"NEW_AND_OLD_IMAGES\" or \"KEYS_ONLY\", or leave it out."
  }

  validation {
    condition     = alltrue(flatten([for table in var.tables : [for index in values(table.global_indexes) : contains(["ALL", "KEYS_ONLY"], index.projection) || (index.projection == "INCLUDE" && length(index.attributes) > 0)]]))
    error_message = "These tables have an index with an unknown projection: ${join(", ", [for name, table in var.tables : name if !alltrue([for index in values(table.global_indexes) : contains(["ALL", "KEYS_ONLY"], index.projection) || (index.projection == "INCLUDE" && length(index.attributes) > 0)])])}. Write \"ALL\", \"KEYS_ONLY\", or \"INCLUDE\" together with attributes."
  }

  validation {
    condition     = alltrue([for table in var.tables : table.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", table.kms_key_arn))])
    error_message = "These tables have a kms_key_arn that is no key's ARN: ${join(", ", [for name, table in var.tables : name if !(table.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", table.kms_key_arn)))])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "deletion_protection" {
  description = "Let AWS refuse to delete the tables. What a deleted table held is gone with it."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags for every table, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
