variable "name" {
  description = "Name of the schedules' group, and what the names of roles, queue and alarm begin with, for example \"slipway-staging\". The task definitions' names begin with it, too."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,27}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 29 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"; role names have 64 characters for prefix, job and purpose."
  }
}

variable "region" {
  description = "Region of the schedules and of the cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "cluster_arn" {
  description = "ARN of the ECS cluster that the jobs run in."
  type        = string
}

variable "capacity_provider" {
  description = "Name of the capacity provider that places the tasks, and adds instances for them."
  type        = string
}

variable "subnet_ids" {
  description = "Zone → id of the private subnet for the tasks."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids has subnets in ${length(var.subnet_ids)} zone(s): give subnets in at least two, or no job runs while a zone is lost."
  }
}

variable "jobs" {
  description = "Job → when it runs and what: schedule is cron(…) of six fields or rate(…), in the time zone timezone; the ARN of its task definition, of the family <name>-<job>, with revision; its two roles, which are all that may be passed; the security groups of its task; retry, how many times and for how many minutes a start that failed is tried again."
  type = map(object({
    schedule            = string
    timezone            = optional(string, "UTC")
    task_definition_arn = string
    execution_role_arn  = string
    task_role_arn       = string
    security_group_ids  = set(string)
    retry = optional(object({
      attempts = optional(number, 10)
      minutes  = optional(number, 60)
    }), {})
  }))
  default = {}

  validation {
    condition     = alltrue([for job in var.jobs : can(regex("^(?:cron\\((?:[^() ]+ ){5}[^() ]+\\)|rate\\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9][0-9]+) (?:minutes|hours|days))\\))$", job.schedule))])
    error_message = "These jobs have a schedule that EventBridge Scheduler does not read: ${join(", ", [for name, job in var.jobs : "${name} (\"${job.schedule}\")" if !can(regex("^(?:cron\\((?:[^() ]+ ){5}[^() ]+\\)|rate\\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9][0-9]+) (?:minutes|hours|days))\\))$", job.schedule))])}. Write six fields, \"cron(0 3 * * ? *)\" (minute, hour, day, month, weekday, year; ? for one of the two days), or \"rate(15 minutes)\"."
  }

  validation {
    condition     = alltrue([for job in var.jobs : can(regex("^(?:UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)$", job.timezone))])
    error_message = "These jobs have a timezone that is none: ${join(", ", [for name, job in var.jobs : "${name} (\"${job.timezone}\")" if !can(regex("^(?:UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)$", job.timezone))])}. Write a name of the IANA database, for example \"Europe/Berlin\", or \"UTC\"."
  }

  validation {
    condition     = alltrue([for job in var.jobs : job.retry.attempts >= 1 && job.retry.attempts <= 185 && floor(job.retry.attempts) == job.retry.attempts && job.retry.minutes >= 1 && job.retry.minutes <= 1440 && floor(job.retry.minutes) == job.retry.minutes])
    error_message = "These jobs have a retry that can't be kept: ${join(", ", [for name, job in var.jobs : "${name} (${job.retry.attempts} attempts, ${job.retry.minutes} minutes)" if !(job.retry.attempts >= 1 && job.retry.attempts <= 185 && floor(job.retry.attempts) == job.retry.attempts && job.retry.minutes >= 1 && job.retry.minutes <= 1440 && floor(job.retry.minutes) == job.retry.minutes)])}. Write 1 to 185 attempts within 1 to 1440 minutes."
  }

  validation {
    condition     = alltrue([for job in var.jobs : job.execution_role_arn != job.task_role_arn && can(regex(":[0-9]+$", job.task_definition_arn))])
    error_message = "These jobs have one role for both, or a task definition without its revision: ${join(", ", [for name, job in var.jobs : name if !(job.execution_role_arn != job.task_role_arn && can(regex(":[0-9]+$", job.task_definition_arn)))])}. Give what the modules iam and ecs-service put out."
  }
}

variable "alarm_actions" {
  description = "ARNs of the SNS topics that hear when a run could not be started."
  type        = set(string)
  default     = []
}

variable "permissions_boundary_arn" {
  description = "ARN of the boundary of the roles that start the jobs; null for none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
