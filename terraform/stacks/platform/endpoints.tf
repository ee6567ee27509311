# What a service's settings give it, the endpoints of the network let through.

locals {
  task_policy_texts = compact([for service in var.services : service.task_policy])

  named_accounts = setunion(
    flatten([for image in concat(values(var.images), flatten([for service in var.services : values(service.sidecars)[*].image])) : regexall("^([0-9]{12})\\.dkr\\.ecr\\.", image)]),
    flatten([for service in var.services : [for secrets in concat([service.secrets], values(service.sidecars)[*].secrets) : [for secret in values(secrets) : regexall("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:([0-9]{12}):", secret)]]]),
    flatten([for text in local.task_policy_texts : regexall(":([0-9]{12}):", text)]),
  )

  # An ARN of S3 has no account.
  named_buckets = flatten([
    for text in concat(local.task_policy_texts, [for service in var.services : jsonencode(service.env_file)]) :
    regexall("\"arn:[a-z-]+:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])[/\"]", text)
  ])

  endpoint_policy = {
    enabled  = var.vpc.endpoint_policy.enabled
    accounts = var.vpc.endpoint_policy.enabled ? setunion(var.vpc.endpoint_policy.accounts, local.named_accounts) : var.vpc.endpoint_policy.accounts
    buckets  = var.vpc.endpoint_policy.enabled ? setunion(var.vpc.endpoint_policy.buckets, local.named_buckets) : var.vpc.endpoint_policy.buckets
  }
}
