variable "databases" {
  description = "Database → its identifier in RDS, its class and the size of its disk in GiB, from which the thresholds follow; max_connections where a parameter sets it. Take identifiers from the module rds."
  type = map(object({
    identifier      = string
    instance_class  = string
    storage_gb      = number
    max_connections = optional(number)
  }))
  default = {}

  validation {
    condition     = alltrue([for database in var.databases : can(regex("^db[.][a-z0-9-]+[.](?:micro|small|medium|large|[0-9]*xlarge)$", database.instance_class))])
    error_message = "The memory of these databases can't be told from their class: ${join(", ", [for name, database in var.databases : "${name} (${database.instance_class})" if !can(regex("^db[.][a-z0-9-]+[.](?:micro|small|medium|large|[0-9]*xlarge)$", database.instance_class))])}. Write a class of RDS, for example \"db.m7g.large\"."
  }

  validation {
    condition     = alltrue([for database in var.databases : database.storage_gb > 0 && coalesce(database.max_connections, 1) >= 1])
    error_message = "These databases have no disk or take no connection: ${join(", ", [for name, database in var.databases : name if !(database.storage_gb > 0 && coalesce(database.max_connections, 1) >= 1)])}. Write storage_gb in GiB, and leave max_connections out unless a parameter sets it."
  }
}

variable "tables" {
  description = "Table → its name in DynamoDB, the output names of the module dynamodb."
  type        = map(string)
  default     = {}
}

variable "queues" {
  description = "Queue → its name in SQS and that of its dead-letter queue, the outputs names and dead_names of the module sqs, and minutes that a message may wait."
  type = map(object({
    name            = string
    dead_name       = string
    max_age_minutes = optional(number, 15)
  }))
  default = {}

  validation {
    condition     = alltrue([for queue in var.queues : queue.max_age_minutes >= 1 && queue.max_age_minutes <= 20160])
    error_message = "These queues have max_age_minutes that can't be: ${join(", ", [for name, queue in var.queues : "${name} (${queue.max_age_minutes})" if !(queue.max_age_minutes >= 1 && queue.max_age_minutes <= 20160)])}. Write 1 to 20160 minutes; SQS keeps no message longer than 14 days."
  }
}

variable "nat_gateway_ids" {
  description = "Zone → id of its NAT gateway, the output of the module vpc."
  type        = map(string)
  default     = {}
}

variable "autoscaling_group" {
  description = "Name of the Auto Scaling group whose failed instance refreshes are told; null for none."
  type        = string
  default     = null
}

variable "watch" {
  description = "What is watched beside load balancer, services and capacity: alarms of databases, tables, queues and nat_gateways; messages when deployments fail, when tasks end by themselves, when instance refreshes fail, and at database_events (a failure, a failover)."
  type = object({
    databases       = optional(bool, true)
    tables          = optional(bool, true)
    queues          = optional(bool, true)
    nat_gateways    = optional(bool, true)
    deployments     = optional(bool, true)
    tasks           = optional(bool, true)
    refreshes       = optional(bool, true)
    database_events = optional(bool, true)
  })
  default = {}
}
