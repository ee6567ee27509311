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

variable "ci" {
  description = "The pipeline on GitHub, for the stack bootstrap, which makes its roles. Here it counts only whether there is one: then the roles of this stack carry its boundary."
  type        = any
  default     = null
}

variable "logs" {
  description = "The logs of services, jobs and databases. kms_key_arn is a key of your own for them, whose policy must admit CloudWatch Logs (logs.<region>.amazonaws.com); null takes the key that AWS manages. Flow logs and shells have keys of their own: vpc.flow_logs.kms_key_arn, cluster.exec_kms_key_arn."
  type = object({
    kms_key_arn = optional(string)
  })
  default = {}

  validation {
    condition     = var.logs.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", var.logs.kms_key_arn))
    error_message = "logs.kms_key_arn is \"${coalesce(var.logs.kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

# tflint-ignore: terraform_unused_declarations
variable "repositories" {
  description = "How many images the repositories keep, for the stack bootstrap."
  type        = any
  default     = {}
}

variable "alarms" {
  description = "Whom the alarms mail, when they go off, and what is watched beside load balancer, services and capacity. Defaults and limits are those of the module cloudwatch."
  type = object({
    emails      = optional(set(string), [])
    kms_key_arn = optional(string)
    thresholds = optional(object({
      elb_5xx          = optional(number, 10)
      latency_seconds  = optional(number, 5)
      cpu_percent      = optional(number, 90)
      memory_percent   = optional(number, 90)
      unplaced_minutes = optional(number, 15)

      free_storage_percent = optional(number, 5)
      free_memory_percent  = optional(number, 5)
      connections_percent  = optional(number, 60)
    }), {})
    watch = optional(object({
      databases       = optional(bool, true)
      tables          = optional(bool, true)
      queues          = optional(bool, true)
      nat_gateways    = optional(bool, true)
      deployments     = optional(bool, true)
      tasks           = optional(bool, true)
      refreshes       = optional(bool, true)
      database_events = optional(bool, true)
    }), {})
  })
  default = {}
}
