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

variable "emulated" {
  description = "AWS is the local emulator: its address comes from AWS_ENDPOINT_URL, and checks that only AWS can answer are left out."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Keep what cannot be brought back: state, locks and images (bootstrap); the load balancer with its DNS name and the old task definitions (platform)."
  type        = bool
  default     = true
}

variable "vpc" {
  description = "The network. Defaults and limits are those of the module vpc."
  type = object({
    cidr               = optional(string, "10.0.0.0/16")
    az_count           = optional(number, 2)
    availability_zones = optional(list(string))
    single_nat_gateway = optional(bool, false)
    dns_hostnames      = optional(bool, true)
  })
  default = {}
}

variable "cluster" {
  description = "The cluster and its instances. Defaults and limits are those of the modules asg and ecs-cluster."
  type = object({
    instance_type      = optional(string, "m6i.large")
    min_size           = optional(number, 2)
    max_size           = optional(number, 6)
    ami_id             = optional(string)
    target_capacity    = optional(number, 100)
    container_insights = optional(string, "enabled")
  })
  default = {}
}

variable "load_balancer" {
  description = "The load balancer. Defaults and limits are those of the module alb."
  type = object({
    certificate_arn = optional(string)
    ingress_cidrs   = optional(set(string), ["0.0.0.0/0"])
    internal        = optional(bool, false)
    idle_timeout    = optional(number, 60)
  })
  default = {}
}

variable "services" {
  description = "Service → its settings. health_path is <path>/healthz where it is left out; the other defaults and the limits are those of the module ecs-service."
  type = map(object({
    port        = number
    path        = string
    health_path = optional(string)
    priority    = optional(number)

    cpu                 = optional(number, 256)
    memory              = optional(number, 256)
    count               = optional(number, 2)
    allow_single_task   = optional(bool, false)
    user                = optional(string, "65532:65532")
    environment         = optional(map(string), {})
    secrets             = optional(map(string), {})
    secret_kms_key_arns = optional(set(string), [])
    task_policy         = optional(string)
    egress_cidrs        = optional(set(string), ["0.0.0.0/0"])

    health_check_interval     = optional(number, 5)
    health_check_timeout      = optional(number, 3)
    health_check_grace_period = optional(number, 60)
    deregistration_delay      = optional(number, 20)
    stop_timeout              = optional(number, 30)
    timeout                   = optional(string, "15m")
    log_retention_days        = optional(number, 30)
  }))

  validation {
    condition     = length(var.services) > 0
    error_message = "services is empty: write one entry for each service, for example services = { catalog = { port = 8080, path = \"/catalog\" } }."
  }
}

variable "images" {
  description = "Service → its image by digest, <repository>@sha256:<64 hexadecimal digits>. The pipeline gives it; it is in no settings file."
  type        = map(string)

  validation {
    condition     = length(setsubtract(keys(var.services), keys(var.images))) == 0
    error_message = "images lacks these services: ${join(", ", setsubtract(keys(var.services), keys(var.images)))}. Build and push them, and give an image by digest for each."
  }

  validation {
    condition     = length(setsubtract(keys(var.images), keys(var.services))) == 0
    error_message = "images has services that the settings do not know: ${join(", ", setsubtract(keys(var.images), keys(var.services)))}. Add them to services in the environment's file, or leave their images out."
  }

  validation {
    condition     = alltrue([for image in var.images : can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", image))])
    error_message = "These images are not given by digest: ${join(", ", [for service, image in var.images : "${service} (${image})" if !can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", image))])}. Write <repository>@sha256:<64 hexadecimal digits>, as the push reports it."
  }
}
