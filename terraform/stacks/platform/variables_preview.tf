variable "preview" {
  description = "This is a preview of the environment: its name, what it stands on and the host that its own stand below (the base's output for_previews), and service → priority of its listener rule. null is the environment itself. The pipeline gives it; it is in no settings file."
  type = object({
    name = string
    vpc = object({
      vpc_id             = string
      private_subnet_ids = set(string)
      public_subnet_ids  = optional(set(string), [])
    })
    load_balancer = object({
      listener_arn      = string
      security_group_id = string
    })
    cluster = object({
      name              = string
      capacity_provider = string
    })
    host       = string
    priorities = map(number)
  })
  default = null

  validation {
    condition     = var.preview == null || can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", var.preview.name)) && try(length(var.preview.name) <= 12, false)
    error_message = "preview.name is \"${try(var.preview.name, "null")}\": write at most 12 lower-case letters, digits and single hyphens, beginning with a letter, for example \"pr-12\"."
  }

  validation {
    condition     = var.preview == null || try(length("${var.project}-${var.environment}--${var.preview.name}") <= 29, false)
    error_message = "The preview's names begin with \"${var.project}-${var.environment}--${try(var.preview.name, "null")}\", which is longer than 29 characters: roles and target groups have no room for more. Write a shorter name."
  }

  validation {
    condition     = var.preview == null || var.tier == "test"
    error_message = "${var.environment} is production (tier), and a preview would stand in the midst of it: write tier = \"test\", or make previews of another environment."
  }

  validation {
    condition     = var.preview == null || length(setsubtract([for name, service in var.services : name if !service.worker && service.schedule == null], keys(try(var.preview.priorities, {})))) == 0
    error_message = "preview.priorities lacks these services: ${join(", ", setsubtract([for name, service in var.services : name if !service.worker && service.schedule == null], keys(try(var.preview.priorities, {}))))}. Give each a priority that no rule of the listener has, 1000 to 4999."
  }
}
