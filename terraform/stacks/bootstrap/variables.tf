variable "project" {
  description = "Name of the project; every name begins with it."
  type        = string
  default     = "slipway"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", var.project)) && length(var.project) <= 16 && length(var.project) >= 2
    error_message = "project is \"${var.project}\": write 2 to 16 lower-case letters, digits and single hyphens, beginning with a letter. Names of roles and buckets begin with it and have no room for more."
  }
}

variable "environment" {
  description = "Name of the environment, the second part of every name. An environment is one region of one account."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", var.environment)) && length(var.environment) <= 12
    error_message = "environment is \"${var.environment}\": write at most 12 lower-case letters, digits and single hyphens, beginning with a letter, for example \"staging\"."
  }
}

variable "region" {
  description = "Region of the environment."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

# Read by the pipeline too, which says before an apply whose credentials it was given.
variable "account" {
  description = "Number of the account that the environment is in: Terraform and the pipeline refuse credentials of another. null takes whichever account the credentials open."
  type        = string
  default     = null

  validation {
    condition     = var.account == null || can(regex("^[0-9]{12}$", var.account))
    error_message = "account is \"${coalesce(var.account, "null")}\": write the 12 digits of its number in quotes, for example \"123456789012\"."
  }
}

# Read by the policy, from the plan's variables.
# tflint-ignore: terraform_unused_declarations
variable "tier" {
  description = "What the policy asks of the environment: \"production\", which holds also where nothing is written, or \"test\", which may do without what costs much or keeps data safe, and has a ceiling for its costs. The environment's name decides nothing."
  type        = string
  default     = "production"
  nullable    = false

  validation {
    condition     = contains(["production", "test"], var.tier)
    error_message = "tier is \"${var.tier}\": write \"test\" where nothing would be missed, or \"production\", or leave it out."
  }
}

variable "emulated" {
  description = "AWS is the local emulator: its address comes from AWS_ENDPOINT_URL, and checks that only AWS can answer are left out."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Keep what cannot be brought back: state, locks and secrets (bootstrap); the load balancer with its DNS name, data, instances with tasks, and old task definitions (platform)."
  type        = bool
  default     = true
}

variable "services" {
  description = "Service → its settings. Only the names count here; the stack platform reads the rest of the same file."
  type        = any

  validation {
    condition     = can(keys(var.services)) && try(length(var.services) > 0, false)
    error_message = "services is no map, or empty: write one entry for each service, for example services = { catalog = { port = 8080, path = \"/catalog\" } }."
  }

  validation {
    condition     = alltrue([for name in try(keys(var.services), []) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "These services have a name that cannot be used: ${join(", ", [for name in try(keys(var.services), []) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 24])}. Write at most 24 lower-case letters, digits and single hyphens, beginning with a letter."
  }
}

variable "kept_repositories" {
  description = "Services whose repository stays although they are in the settings no more: it holds images, which may still run. The pipeline gives them; they stand in no file of settings."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.kept_repositories : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "kept_repositories has what is no service's name: ${join(", ", [for name in var.kept_repositories : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 24])}. Write the part of the repository's name after the slash, for example [\"orders\"]."
  }
}

variable "removable_repositories" {
  description = "Services whose repository may be deleted with its images. The pipeline gives them, from --data repository/NAME; they stand in no file of settings. A repository that is named here stays, also without its service, and is marked in the state; the next apply that does not name it deletes it where its service is gone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.removable_repositories : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "removable_repositories has what is no service's name: ${join(", ", [for name in var.removable_repositories : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 24])}. Write the part of the repository's name after the slash, for example [\"orders\"]."
  }
}

variable "repositories" {
  description = "What the repositories of the services keep: keep_releases images that served in a release, which bounds how far back a rollback can go, and of all others the newest keep_images. Fewer cost less. Limits are those of the module ecr."
  type = object({
    keep_releases = optional(number, 100)
    keep_images   = optional(number, 100)
  })
  default = {}
}

variable "secrets" {
  description = "Secret → what it is for. People or a rotation put the value, never Terraform. Defaults and limits are those of the module secrets."
  type = map(object({
    description   = string
    recovery_days = optional(number, 30)
    kms_key_arn   = optional(string)
  }))
  default = {}
}

variable "state_lifecycle_rules" {
  description = "Let old versions of the state go after a time; null means yes, except against the emulator."
  type        = bool
  default     = null
}

variable "ci" {
  description = "The pipeline on GitHub, or null: repository is \"owner/name\"; environments and branches are what may apply, by default the GitHub environment that is called like this one; release_branches may push, sign and plan before its approval. signing_key_arn is a key of your own that signs releases; the one that is made for release.signer needs none. previews lets it make previews of this environment, and take them away with their data. shared_tags names other environments in the account whose things services use, by the tags Project and Environment, for example { Environment = [\"prod\"] }. The other settings and the limits are those of the module iam (ci)."
  type = object({
    repository         = string
    environments       = optional(set(string))
    branches           = optional(set(string), [])
    release_branches   = optional(set(string), ["main"])
    plan_pull_requests = optional(bool, false)
    oidc_provider_arn  = optional(string)
    kms_key_arns       = optional(set(string), [])
    signing_key_arn    = optional(string)
    may_delete_data    = optional(bool, false)
    previews           = optional(bool, false)
    workload_actions   = optional(set(string), [])
    shared_tags        = optional(map(set(string)), {})
  })
  default = null
}

variable "release" {
  description = "What a release must show, for the pipeline itself. Here it counts only whether signer.kms_key is awskms:///alias/<project>-<environment>-release: then that key is made."
  type        = any
  default     = null
}
