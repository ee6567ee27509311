variable "prefix" {
  description = "What stands before the slash in each repository's name, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+(?:[._-][a-z0-9]+)*$", var.prefix))
    error_message = "prefix is \"${var.prefix}\": write lower-case letters and digits, with single hyphens, dots or underscores between them, for example \"slipway-staging\"."
  }
}

variable "services" {
  description = "Names of the services; each gets one repository, <prefix>/<service>."
  type        = set(string)

  validation {
    condition     = length(var.services) > 0
    error_message = "services is empty: name at least one service, for example [\"catalog\"]."
  }

  validation {
    condition     = alltrue([for s in var.services : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", s))])
    error_message = "These services have names that no repository can have: ${join(", ", [for s in var.services : s if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", s))])}. Write lower-case letters, digits and single hyphens, beginning with a letter."
  }
}

variable "removable" {
  description = "Those of the services whose repository a destroy takes together with the images in it; ECR refuses to delete any other that has images. It counts from the state: set it by an apply, then destroy."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.removable, var.services)) == 0
    error_message = "These removable services are none of services: ${join(", ", setsubtract(var.removable, var.services))}. Name them in services too, until the apply that removes them."
  }
}

variable "keep_releases" {
  description = "Images that stay in each repository because they served in a release: tags that begin with release-. It bounds how far back a rollback can go."
  type        = number
  default     = 100

  validation {
    condition     = var.keep_releases >= 10 && floor(var.keep_releases) == var.keep_releases
    error_message = "keep_releases is ${var.keep_releases}: write a whole number, at least 10, or a rollback finds its image gone."
  }
}

variable "keep_images" {
  description = "Images that stay in each repository whether they served or not, the newest of all that have a tag."
  type        = number
  default     = 100

  validation {
    condition     = var.keep_images >= 10 && floor(var.keep_images) == var.keep_images
    error_message = "keep_images is ${var.keep_images}: write a whole number, at least 10, or a plan that waits for its approval finds its image gone."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key for the images; null takes AES-256 with keys that AWS manages. A change replaces the repositories."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "tags" {
  description = "Tags for every repository, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
