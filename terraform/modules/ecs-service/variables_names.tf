variable "ecs_name" {
  description = "Name of the ECS service, where several of one name share a cluster, as those of a preview do with its base's; null takes name."
  type        = string
  default     = null

  validation {
    condition     = var.ecs_name == null || can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.ecs_name))
    error_message = "The ecs_name of ${var.name} is \"${coalesce(var.ecs_name, "null")}\": write 2 to 63 lower-case letters, digits and hyphens, beginning with a letter, for example \"pr-12--catalog\"."
  }
}

variable "log_prefix" {
  description = "What stands between /ecs/ and the service's name in the name of its log group; null takes name_prefix."
  type        = string
  default     = null

  validation {
    condition     = var.log_prefix == null || can(regex("^[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)?$", var.log_prefix))
    error_message = "The log_prefix of ${var.name} is \"${coalesce(var.log_prefix, "null")}\": write lower-case letters, digits and hyphens, in one or two parts, for example \"slipway-staging/pr-12\"."
  }
}
