# What runs before the service moves.

variable "before" {
  description = "What must have run, once, before the service moves to another image, and nothing for null: command, the program of the same image and each argument by itself, with the service's settings, secrets and role; exit code 0 is well. timeout is how long it may take, for example \"10m\". Terraform makes the task definition; whoever applies runs it."
  type = object({
    command = list(string)
    timeout = optional(string, "10m")
  })
  default = null

  validation {
    condition     = try(length(var.before.command) > 0 && var.before.command[0] != "", var.before == null)
    error_message = "before.command of ${var.name} is ${jsonencode(try(var.before.command, null))}: write the program and each argument by itself, for example [\"/service\", \"migrate\"]."
  }

  validation {
    condition     = var.before == null || can(regex("^[1-9][0-9]*[smh]$", var.before.timeout))
    error_message = "before.timeout of ${var.name} is \"${try(var.before.timeout, "")}\": write a number with s, m or h, for example \"10m\"."
  }
}

variable "before_needs" {
  description = "An id that is known once all is there that the task of before needs of other modules: routes, instances, the policies of its roles, databases. Null where nothing is to be waited for."
  type        = string
  default     = null
}
