variable "name_prefix" {
  description = "What stands before the secrets' names, for example \"slipway-staging\" for \"slipway-staging/database\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix is \"${var.name_prefix}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "secrets" {
  description = "Name of the secret → what it is for, how many days it can be brought back after a deletion (7 to 30), and its KMS key where it is your own. Values have no place here."
  type = map(object({
    description   = string
    recovery_days = optional(number, 30)
    kms_key_arn   = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for key in keys(var.secrets) : can(regex("^[a-z0-9][a-z0-9/_.-]*$", key)) && length(key) <= 200])
    error_message = "These secrets have a name that cannot be used: ${join(", ", [for key in keys(var.secrets) : key if !(can(regex("^[a-z0-9][a-z0-9/_.-]*$", key)) && length(key) <= 200)])}. Write lower-case letters, digits, slashes, underscores, dots and hyphens, for example \"database\" or \"orders/api-key\"."
  }

  validation {
    condition     = alltrue([for secret in var.secrets : length(trimspace(secret.description)) > 0])
    error_message = "These secrets have no description: ${join(", ", [for key, secret in var.secrets : key if length(trimspace(secret.description)) == 0])}. Write what the value is for; whoever has to put it knows nothing else."
  }

  validation {
    condition     = alltrue([for secret in var.secrets : secret.recovery_days == 0 || (secret.recovery_days >= 7 && secret.recovery_days <= 30 && floor(secret.recovery_days) == secret.recovery_days)])
    error_message = "These secrets have recovery_days that AWS refuses: ${join(", ", [for key, secret in var.secrets : "${key} (${secret.recovery_days})" if !(secret.recovery_days == 0 || (secret.recovery_days >= 7 && secret.recovery_days <= 30 && floor(secret.recovery_days) == secret.recovery_days))])}. Write 7 to 30 days, or 0 with deletion_protection = false."
  }

  validation {
    condition     = !var.deletion_protection || alltrue([for secret in var.secrets : secret.recovery_days != 0])
    error_message = "These secrets would be gone at once when they are deleted: ${join(", ", [for key, secret in var.secrets : key if secret.recovery_days == 0])}. Write recovery_days of 7 to 30, or deletion_protection = false where an environment is made to be destroyed and made again."
  }

  validation {
    condition     = alltrue([for secret in var.secrets : secret.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", secret.kms_key_arn))])
    error_message = "These secrets have something else than a key's ARN: ${join(", ", [for key, secret in var.secrets : "${key} (${coalesce(secret.kms_key_arn, "null")})" if !(secret.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", secret.kms_key_arn)))])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "deletion_protection" {
  description = "Insist that every secret can be brought back for at least 7 days after a deletion. Its name is taken meanwhile."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
