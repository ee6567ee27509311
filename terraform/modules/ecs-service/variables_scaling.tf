# How many tasks run, and what calls for more of them or for the last release.

variable "desired_count" {
  description = "Tasks that run, where nothing scales them."
  type        = number
  default     = 2

  validation {
    condition     = var.desired_count >= 1 && floor(var.desired_count) == var.desired_count
    error_message = "The count of ${var.name} is ${var.desired_count}: write at least 2, or 1 with allow_single_task = true. To take a service away, take it out of the settings; with no task its path would answer 503."
  }

  validation {
    condition     = var.desired_count != 1 || var.allow_single_task
    error_message = "The count of ${var.name} is 1: write at least 2, so that the loss of a task or a zone leaves one that serves, or allow_single_task = true where its absence is accepted."
  }
}

variable "allow_single_task" {
  description = "Accept a single task, and with it that the service is away while that task is replaced after a failure."
  type        = bool
  default     = false
}

variable "scaling" {
  description = "Tasks at least (min) and at most (max), and what adds and takes them: average CPU or memory in per cent, requests a minute for each task, or of a worker the messages of a queue for each task (queue: its name in SQS, and how many are as many as they should be, depth). A worker of a queue may have a min of 0 or 1, as its messages wait. schedules give the range other ends from a time on: cron(…) of six fields in timezone, min and max; the range stays so until the next one. Null for a fixed desired_count."
  type = object({
    min                = number
    max                = number
    cpu                = optional(number)
    memory             = optional(number)
    requests           = optional(number)
    queue              = optional(object({ name = string, depth = number }))
    scale_in_cooldown  = optional(number, 300)
    scale_out_cooldown = optional(number, 60)

    schedules = optional(map(object({
      cron     = string
      min      = number
      max      = number
      timezone = optional(string, "UTC")
    })), {})
  })
  default = null

  validation {
    condition = alltrue([
      for range in try(concat([var.scaling], values(var.scaling.schedules)), []) :
      range.min >= (var.scaling.queue != null ? 0 : var.allow_single_task ? 1 : 2) && floor(range.min) == range.min if range != null
    ])
    error_message = "scaling of ${var.name} has a min of ${join(" and ", [for range in try(concat([var.scaling], values(var.scaling.schedules)), []) : range.min if range != null])}: write at least 2, so that the loss of a task or a zone leaves one that serves, or 1 with allow_single_task = true; a worker of a queue may have 0 or 1."
  }

  validation {
    condition = alltrue([
      for range in try(concat([var.scaling], values(var.scaling.schedules)), []) : range.max >= max(range.min, 1) && floor(range.max) == range.max if range != null
    ])
    error_message = "scaling of ${var.name} has ranges from ${join(" and ", [for range in try(concat([var.scaling], values(var.scaling.schedules)), []) : "${range.min} to ${range.max}" if range != null])}: write a max that is at least as large as its min, and at least 1."
  }

  validation {
    condition     = try(length([for value in [var.scaling.cpu, var.scaling.memory, var.scaling.requests, try(var.scaling.queue.depth, null)] : value if value != null]) > 0 || length(var.scaling.schedules) > 0, var.scaling == null)
    error_message = "scaling of ${var.name} says nothing to scale by: write at least one of cpu (per cent), memory (per cent), requests (a minute, for each task), queue and schedules, for example cpu = 60, or leave scaling out and set desired_count."
  }

  validation {
    condition = alltrue(concat(
      [for value in [try(var.scaling.cpu, null), try(var.scaling.memory, null)] : value >= 10 && value <= 90 if value != null],
      [for value in [try(var.scaling.requests, null), try(var.scaling.queue.depth, null)] : value >= 1 if value != null],
    ))
    error_message = "scaling of ${var.name} has a target that can't be kept: write 10 to 90 per cent for cpu (${coalesce(try(var.scaling.cpu, null), "none")}) and memory (${coalesce(try(var.scaling.memory, null), "none")}), and at least 1 for requests (${coalesce(try(var.scaling.requests, null), "none")}) and queue.depth (${coalesce(try(var.scaling.queue.depth, null), "none")})."
  }

  validation {
    condition     = alltrue([for value in [try(var.scaling.scale_in_cooldown, 0), try(var.scaling.scale_out_cooldown, 0)] : value >= 0 && value <= 3600])
    error_message = "scaling of ${var.name} has a cooldown of ${try(var.scaling.scale_in_cooldown, 0)} (in) and ${try(var.scaling.scale_out_cooldown, 0)} (out) seconds: write 0 to 3600."
  }

  validation {
    condition     = try(length(var.scaling.schedules), 0) != 1
    error_message = "scaling.schedules of ${var.name} has ${join(", ", try(keys(var.scaling.schedules), []))} alone: from its first time on the range would stay so for ever. Write a second one, which ends it."
  }

  validation {
    condition     = alltrue([for name in try(keys(var.scaling.schedules), []) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 32])
    error_message = "scaling.schedules of ${var.name} has a name that can't be: ${join(", ", try(keys(var.scaling.schedules), []))}. Write at most 32 lower-case letters, digits and single hyphens, beginning with a letter, for example night."
  }

  validation {
    condition = alltrue([
      for schedule in try(values(var.scaling.schedules), []) :
      can(regex("^cron\\((?:[^() ]+ ){5}[^() ]+\\)$", schedule.cron)) && can(regex("^(?:UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)$", schedule.timezone))
    ])
    error_message = "scaling.schedules of ${var.name} has a time that can't be read: ${jsonencode(try(var.scaling.schedules, {}))}. Write six fields, \"cron(0 22 * * ? *)\" (minute, hour, day, month, weekday, year; ? for one of the two days), and a timezone such as \"Europe/Berlin\"."
  }
}

variable "alarms" {
  description = "When a deployment is rolled back although its tasks are healthy: per cent of answers that are 5xx and seconds of the slowest hundredth (p99), looked at in minutes with at least min_requests, so many minutes in a row. enabled = false switches it off, as null does."
  type = object({
    enabled         = optional(bool, true)
    error_percent   = optional(number, 5)
    latency_seconds = optional(number, 5)
    min_requests    = optional(number, 20)
    minutes         = optional(number, 2)
  })
  default = {}

  validation {
    condition     = try(var.alarms.error_percent > 0 && var.alarms.error_percent < 100 && var.alarms.latency_seconds > 0, var.alarms == null)
    error_message = "alarms of ${var.name} has error_percent ${try(var.alarms.error_percent, "null")} and latency_seconds ${try(var.alarms.latency_seconds, "null")}: write more than 0 and less than 100 per cent, and more than 0 seconds. To do without, write alarms = { enabled = false }."
  }

  validation {
    condition     = try(var.alarms.min_requests >= 1 && var.alarms.minutes >= 1 && var.alarms.minutes <= 30 && floor(var.alarms.minutes) == var.alarms.minutes, var.alarms == null)
    error_message = "alarms of ${var.name} has min_requests ${try(var.alarms.min_requests, "null")} and minutes ${try(var.alarms.minutes, "null")}: write at least 1 request, and 1 to 30 whole minutes; ECS watches a deployment longer the more minutes there are."
  }
}

variable "alarm_actions" {
  description = "ARNs of the SNS topics that hear when one of these alarms goes off and when it is over."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.alarm_actions : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:.+$", arn))])
    error_message = "alarm_actions of ${var.name} is [${join(", ", var.alarm_actions)}]: write ARNs of SNS topics, arn:aws:sns:<region>:<account>:<name>, for example the output topic_arn of the module cloudwatch."
  }
}
