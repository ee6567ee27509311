variable "owner" {
  description = "Environment that the roles belong to, where that is not name: they lie under its path, by which its pipeline knows them. A preview's roles are its base's."
  type        = string
  default     = null

  validation {
    condition     = var.owner == null || can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.owner))
    error_message = "owner is \"${coalesce(var.owner, "null")}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "log_prefix" {
  description = "What stands between /ecs/ and a service's name in the name of its log group, as the module ecs-service has it; null takes name."
  type        = string
  default     = null

  validation {
    condition     = var.log_prefix == null || can(regex("^[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)?$", var.log_prefix))
    error_message = "log_prefix is \"${coalesce(var.log_prefix, "null")}\": write lower-case letters, digits and hyphens, in one or two parts, for example \"slipway-staging/pr-12\"."
  }
}
