variable "databases" {
  description = "Database → its settings. clients are keys of client_security_groups: nobody else connects. database_name is the key with underscores where it is left out. Windows are in UTC. monitoring_seconds is 0 (off), 1, 5, 10, 15, 30 or 60. snapshot (identifier or ARN), or restore (from: identifier of a database, or ARN of automated backups; time: in UTC, the last moment where it is left out), is what a database that is made comes from; of one that stands it changes nothing."
  type = map(object({
    engine_version              = optional(string, "17")
    instance_class              = optional(string, "db.t4g.medium")
    storage_gb                  = optional(number, 20)
    max_storage_gb              = optional(number, 100)
    multi_az                    = optional(bool, true)
    clients                     = optional(set(string), [])
    database_name               = optional(string)
    username                    = optional(string, "dbadmin")
    backup_days                 = optional(number, 7)
    backup_window               = optional(string, "02:00-03:00")
    maintenance_window          = optional(string, "sun:03:30-sun:04:30")
    performance_insights        = optional(bool, true)
    monitoring_seconds          = optional(number, 0)
    parameters                  = optional(map(string), {})
    kms_key_arn                 = optional(string)
    secret_kms_key_arn          = optional(string)
    allow_major_version_upgrade = optional(bool, false)
    apply_immediately           = optional(bool, false)
    snapshot                    = optional(string)
    restore = optional(object({
      from = string
      time = optional(string)
    }))
  }))
  default = {}

  validation {
    condition     = alltrue([for database in var.databases : database.snapshot == null || database.restore == null])
    error_message = "These databases have snapshot and restore: ${join(", ", [for name, database in var.databases : name if database.snapshot != null && database.restore != null])}. Keep the one that the database shall come from."
  }

  validation {
    condition     = alltrue([for database in var.databases : database.snapshot == null || can(regex("^(?:arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]{12}:snapshot:)?(?:rds:)?[a-z][a-z0-9-]*$", database.snapshot))])
    error_message = "These databases have a snapshot that is none: ${join(", ", [for name, database in var.databases : "${name} (${coalesce(database.snapshot, "null")})" if database.snapshot != null && !can(regex("^(?:arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]{12}:snapshot:)?(?:rds:)?[a-z][a-z0-9-]*$", database.snapshot))])}. Write a snapshot's identifier or ARN: aws rds describe-db-snapshots lists them."
  }

  validation {
    condition     = alltrue([for database in var.databases : database.restore == null || can(regex("^(?:[a-z][a-z0-9-]*|arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]{12}:auto-backup:ab-[a-z0-9]+)$", database.restore.from))])
    error_message = "These databases have a restore.from that no database comes from: ${join(", ", [for name, database in var.databases : "${name} (${try(database.restore.from, "null")})" if database.restore != null && !can(regex("^(?:[a-z][a-z0-9-]*|arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]{12}:auto-backup:ab-[a-z0-9]+)$", database.restore.from))])}. Write the identifier of a database that stands, or the ARN of the automated backups of one that is gone: aws rds describe-db-instance-automated-backups lists them."
  }

  validation {
    condition     = alltrue([for database in var.databases : try(database.restore.time, null) == null || (can(formatdate("YYYY", database.restore.time)) && endswith(coalesce(try(database.restore.time, null), "-"), "Z"))])
    error_message = "These databases have a restore.time that is none: ${join(", ", [for name, database in var.databases : "${name} (${try(database.restore.time, "null")})" if try(database.restore.time, null) != null && !(can(formatdate("YYYY", database.restore.time)) && endswith(coalesce(try(database.restore.time, null), "-"), "Z"))])}. Write it in UTC, for example \"2026-01-31T09:45:00Z\", or leave it out for the last moment that there is."
  }

  validation {
    condition     = alltrue([for name in keys(var.databases) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "These databases have a name that cannot be used: ${join(", ", [for name in keys(var.databases) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 24])}. Write at most 24 lower-case letters, digits and single hyphens, beginning with a letter."
  }

  validation {
    condition     = alltrue([for database in var.databases : can(regex("^(?:1[3-9]|[2-9][0-9])(?:\\.[0-9]+)?$", database.engine_version))])
    error_message = "These databases have a version that PostgreSQL has not: ${join(", ", [for name, database in var.databases : "${name} (${database.engine_version})" if !can(regex("^(?:1[3-9]|[2-9][0-9])(?:\\.[0-9]+)?$", database.engine_version))])}. Write a major version, 13 or later, for example \"17\": its minor versions then come by themselves."
  }

  validation {
    condition     = alltrue([for database in var.databases : can(regex("^db\\.[a-z0-9-]+\\.[a-z0-9]+$", database.instance_class))])
    error_message = "These databases have an unknown instance_class: ${join(", ", [for name, database in var.databases : "${name} (${database.instance_class})" if !can(regex("^db\\.[a-z0-9-]+\\.[a-z0-9]+$", database.instance_class))])}. Write db.<family>.<size>, for example \"db.t4g.medium\"."
  }

  validation {
    condition     = alltrue([for database in var.databases : database.storage_gb >= 20 && floor(database.storage_gb) == database.storage_gb && database.max_storage_gb > database.storage_gb && floor(database.max_storage_gb) == database.max_storage_gb])
    error_message = "These databases have a storage that RDS refuses: ${join(", ", [for name, database in var.databases : "${name} (${database.storage_gb} growing to ${database.max_storage_gb})" if !(database.storage_gb >= 20 && floor(database.storage_gb) == database.storage_gb && database.max_storage_gb > database.storage_gb && floor(database.max_storage_gb) == database.max_storage_gb)])}. Write storage_gb of at least 20 and a larger max_storage_gb, in whole GiB: a database whose disk is full stops."
  }

  validation {
    condition     = alltrue([for database in var.databases : database.backup_days >= 1 && database.backup_days <= 35 && floor(database.backup_days) == database.backup_days])
    error_message = "These databases have no backups that RDS could make: ${join(", ", [for name, database in var.databases : "${name} (${database.backup_days})" if !(database.backup_days >= 1 && database.backup_days <= 35 && floor(database.backup_days) == database.backup_days)])}. Write backup_days from 1 to 35; without backups there is no way back to a point in time."
  }

  validation {
    condition     = alltrue([for database in var.databases : contains([0, 1, 5, 10, 15, 30, 60], database.monitoring_seconds)])
    error_message = "These databases have monitoring_seconds that RDS does not know: ${join(", ", [for name, database in var.databases : "${name} (${database.monitoring_seconds})" if !contains([0, 1, 5, 10, 15, 30, 60], database.monitoring_seconds)])}. Write 0 for off, or 1, 5, 10, 15, 30 or 60."
  }

  validation {
    condition     = alltrue([for database in var.databases : length(setsubtract(database.clients, keys(var.client_security_groups))) == 0])
    error_message = "These databases name clients that have no security group here: ${join(", ", [for name, database in var.databases : "${name} (${join(", ", setsubtract(database.clients, keys(var.client_security_groups)))})" if length(setsubtract(database.clients, keys(var.client_security_groups))) > 0])}. Write keys of client_security_groups: ${join(", ", keys(var.client_security_groups))}."
  }

  validation {
    condition     = alltrue([for database in var.databases : !contains(["0", "off", "false"], lower(lookup(database.parameters, "rds.force_ssl", "1")))])
    error_message = "These databases would take connections in clear: ${join(", ", [for name, database in var.databases : name if contains(["0", "off", "false"], lower(lookup(database.parameters, "rds.force_ssl", "1")))])}. Take rds.force_ssl out of their parameters."
  }

  validation {
    condition     = alltrue([for database in var.databases : can(regex("^[a-z][a-z0-9_]{0,62}$", database.username)) && !contains(["admin", "postgres", "rdsadmin", "rds_superuser"], database.username)])
    error_message = "These databases have a username that RDS keeps for itself or refuses: ${join(", ", [for name, database in var.databases : "${name} (${database.username})" if !(can(regex("^[a-z][a-z0-9_]{0,62}$", database.username)) && !contains(["admin", "postgres", "rdsadmin", "rds_superuser"], database.username))])}. Write lower-case letters, digits and underscores, for example \"dbadmin\"."
  }

  validation {
    condition     = alltrue([for name, database in var.databases : can(regex("^[a-z][a-z0-9_]{0,62}$", coalesce(database.database_name, "x"))) && !contains(["postgres", "template0", "template1", "rdsadmin"], coalesce(database.database_name, name))])
    error_message = "These databases have a database_name that PostgreSQL refuses or has already: ${join(", ", [for name, database in var.databases : "${name} (${coalesce(database.database_name, name)})" if !can(regex("^[a-z][a-z0-9_]{0,62}$", coalesce(database.database_name, "x"))) || contains(["postgres", "template0", "template1", "rdsadmin"], coalesce(database.database_name, name))])}. Write at most 63 lower-case letters, digits and underscores, beginning with a letter."
  }

  validation {
    condition     = alltrue(flatten([for database in var.databases : [for arn in [database.kms_key_arn, database.secret_kms_key_arn] : arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", arn))]]))
    error_message = "These databases have a KMS key that is no key's ARN: ${join(", ", [for name, database in var.databases : name if !alltrue([for arn in [database.kms_key_arn, database.secret_kms_key_arn] : arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", arn))])])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}
