variable "ci" {
  description = "The pipeline on GitHub, or null. repository is \"owner/name\", or \"owner@id/name@id\" where its tokens carry ids (repositories made since July 2026, README). environments and branches are what may apply; release_branches push, sign and plan without an environment, so before its approval; plan_pull_requests lets pull requests plan, and so read the state. oidc_provider_arn names GitHub's provider where the account has it. environment_tags are the tags that every resource of the stacks has. kms_key_arns are keys of your own that the stacks use. signing_key_arn is the key that signs releases, where that is one of KMS. web_acl_arn is the firewall that the load balancer is given. zone is the Route 53 zone of the services' names, where the pipeline makes their records and certificate. existing is what somebody else keeps and the pipeline puts services onto: the id of a VPC, the ARN of a listener, the name of a cluster. previews lets the role that applies make previews of the environment, and take them away with their data: what is called <name>--<preview>. buckets and tables are those that the pipeline makes and changes, by their names in the modules s3 and dynamodb. backups are the ARNs of the automated backups that a database is made from. shared_tags, of environment_tags: a tag → the values that things of other environments may have which services use, for example { Environment = [\"prod\"] }; by default they use none. workload_actions come to those that the boundary lets services have."
  type = object({
    repository         = string
    environments       = optional(set(string), [])
    branches           = optional(set(string), [])
    release_branches   = optional(set(string), [])
    plan_pull_requests = optional(bool, false)
    oidc_provider_arn  = optional(string)
    state_bucket       = string
    lock_table         = string
    state_kms_key_arn  = optional(string)
    environment_tags   = map(string)
    kms_key_arns       = optional(set(string), [])
    signing_key_arn    = optional(string)
    web_acl_arn        = optional(string)
    zone               = optional(object({ id = string, name = optional(string) }))
    existing           = optional(object({ vpc_id = optional(string), listener_arn = optional(string), cluster = optional(string) }))
    buckets            = optional(set(string), [])
    tables             = optional(set(string), [])
    backups            = optional(set(string), [])
    shared_tags        = optional(map(set(string)), {})
    may_delete_data    = optional(bool, false)
    previews           = optional(bool, false)
    workload_actions   = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.ci == null || can(regex("^[A-Za-z0-9-]+(?:@[0-9]+)?/[A-Za-z0-9._-]+(?:@[0-9]+)?$", var.ci.repository))
    error_message = "ci.repository is \"${try(var.ci.repository, "")}\": write \"owner/name\" as GitHub spells it, or \"owner@id/name@id\", without wildcards and without an address."
  }

  validation {
    condition     = var.ci == null || try(length(var.ci.environments) + length(var.ci.branches) > 0, false)
    error_message = "ci has neither environments nor branches: name at least one GitHub environment or branch that may apply, for example environments = [\"production\"]."
  }

  validation {
    condition     = alltrue([for environment in try(var.ci.environments, []) : can(regex("^[A-Za-z0-9_. -]+$", environment))])
    error_message = "ci.environments has ${join(", ", [for environment in try(var.ci.environments, []) : "\"${environment}\"" if !can(regex("^[A-Za-z0-9_. -]+$", environment))])}: write the names of GitHub environments, each in full; wildcards would match nothing, because applying asks for the exact name."
  }

  validation {
    condition     = alltrue([for branch in setunion(try(var.ci.branches, []), try(var.ci.release_branches, [])) : can(regex("^[A-Za-z0-9_./-]+$", branch)) && !startswith(branch, "refs/")])
    error_message = "ci.branches or ci.release_branches has ${join(", ", [for branch in setunion(try(var.ci.branches, []), try(var.ci.release_branches, [])) : "\"${branch}\"" if !can(regex("^[A-Za-z0-9_./-]+$", branch)) || startswith(branch, "refs/")])}: write the names of branches, each in full and without refs/heads/, for example \"main\"."
  }

  validation {
    condition     = alltrue([for bucket in try(var.ci.buckets, []) : can(regex("^[a-z][a-z0-9-]*$", bucket)) && !endswith("-${bucket}", "-state")]) && alltrue([for table in try(var.ci.tables, []) : can(regex("^[a-z][a-z0-9-]*$", table)) && !endswith("-${table}", "-lock")])
    error_message = "ci.buckets is ${jsonencode(try(var.ci.buckets, []))} and ci.tables ${jsonencode(try(var.ci.tables, []))}: write lower-case letters, digits and hyphens, no bucket \"state\" or \"…-state\" and no table \"lock\" or \"…-lock\". So the states and locks of environments are called, and eu-state of prod is the state of prod-eu. Rename it in the settings (buckets, tables)."
  }

  validation {
    condition     = alltrue([for arn in try(var.ci.backups, []) : can(regex("^arn:[a-z-]+:rds:[a-z0-9-]+:[0-9]{12}:auto-backup:ab-[a-z0-9]+$", arn))])
    error_message = "ci.backups is ${jsonencode(try(var.ci.backups, []))}: write arn:aws:rds:<region>:<account>:auto-backup:ab-<id> of each, without wildcards; aws rds describe-db-instance-automated-backups lists them."
  }

  validation {
    condition     = alltrue([for key, values in try(var.ci.shared_tags, {}) : can(var.ci.environment_tags[key]) && alltrue([for value in values : can(regex("^[^*?$]+$", value))])])
    error_message = "ci.shared_tags is ${jsonencode(try(var.ci.shared_tags, {}))}: write tags of environment_tags (${join(", ", keys(try(var.ci.environment_tags, {})))}), each with a list of values without wildcards, for example { Environment = [\"prod\"] }."
  }

  validation {
    condition     = try(var.ci.oidc_provider_arn, null) == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.ci.oidc_provider_arn))
    error_message = "ci.oidc_provider_arn is \"${coalesce(try(var.ci.oidc_provider_arn, null), "null")}\": write arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com, or leave it out to have the provider made."
  }

  validation {
    condition     = var.ci == null || try(length(var.ci.environment_tags) > 0 && alltrue([for key, value in var.ci.environment_tags : can(regex("^[A-Za-z0-9_.-]+$", key)) && length(value) > 0 && !can(regex("[*?$]", value))]), false)
    error_message = "ci.environment_tags is ${jsonencode(try(var.ci.environment_tags, null))}: write the provider's default tags that are this environment's own, without wildcards, for example { Project = \"slipway\", Environment = \"staging\" }. What has no name in AWS is known by them."
  }

  validation {
    condition     = alltrue([for arn in concat(tolist(try(var.ci.kms_key_arns, [])), [for key in [try(var.ci.state_kms_key_arn, null), try(var.ci.signing_key_arn, null)] : key if key != null]) : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", arn))])
    error_message = "ci.kms_key_arns, ci.state_kms_key_arn or ci.signing_key_arn is no key's ARN: write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }

  validation {
    condition     = try(var.ci.web_acl_arn, null) == null || can(regex("^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[^*?]+$", var.ci.web_acl_arn))
    error_message = "ci.web_acl_arn is \"${coalesce(try(var.ci.web_acl_arn, null), "null")}\": write the ARN of one regional WAFv2 web ACL, arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>, without wildcards."
  }

  validation {
    condition = try(var.ci.existing, null) == null || (
      can(regex("^vpc-[0-9a-f]+$", coalesce(try(var.ci.existing.vpc_id, null), "vpc-0"))) &&
      can(regex("^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[^*?]+$", coalesce(try(var.ci.existing.listener_arn, null), "arn:aws:elasticloadbalancing:x:000000000000:listener/app/x"))) &&
      can(regex("^[A-Za-z0-9_-]+$", coalesce(try(var.ci.existing.cluster, null), "x")))
    )
    error_message = "ci.existing is ${jsonencode(try(var.ci.existing, null))}: write vpc_id, listener_arn and cluster as ids, ARN and name of one thing each, without wildcards."
  }

  validation {
    condition     = try(var.ci.zone, null) == null || try(can(regex("^Z[0-9A-Z]{1,31}$", var.ci.zone.id)) && (var.ci.zone.name == null || can(regex("^(?:[a-z0-9-]+[.])+[a-z]{2,63}$", var.ci.zone.name))), false)
    error_message = "ci.zone is ${jsonencode(try(var.ci.zone, null))}: write id, which begins with Z, without /hostedzone/, and name without a dot at its end, for example { id = \"Z0123456789ABCDEFGHIJ\", name = \"example.com\" }."
  }

  validation {
    condition     = alltrue([for action in try(var.ci.workload_actions, []) : can(regex("^[a-z0-9-]+:[A-Za-z]+[*]?$", action)) && !contains(["iam", "organizations", "account"], split(":", action)[0])])
    error_message = "ci.workload_actions has ${join(", ", [for action in try(var.ci.workload_actions, []) : "\"${action}\"" if !(can(regex("^[a-z0-9-]+:[A-Za-z]+[*]?$", action)) && !contains(["iam", "organizations", "account"], split(":", action)[0]))])}: write actions with their service, for example \"kinesis:PutRecord\", none of iam, organizations or account, and none that is a wildcard alone."
  }
}
