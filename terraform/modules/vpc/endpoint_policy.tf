# An endpoint without a policy leads to every bucket, table and secret of the world: who takes a task over could carry data to an account
# of their own, past all that the roles say. These policies grant nothing; they only say what may be reached.

locals {
  policed = local.made && var.endpoint_policy.enabled

  endpoint_accounts = local.policed ? sort(setunion([data.aws_caller_identity.current[0].account_id], var.endpoint_policy.accounts)) : []
  s3_arn            = local.policed ? "arn:${data.aws_partition.current[0].partition}:s3:::" : ""

  # AWS's own, which belong to accounts that it does not name: ECR's image layers, and the packages of Amazon Linux.
  aws_buckets = ["prod-${var.region}-starport-layer-bucket", "al2023-repos-${var.region}-de612dc2"]

  own_resources = {
    Sid       = "ResourcesOfTheAccounts"
    Effect    = "Allow"
    Principal = "*"
    Action    = "*"
    Resource  = "*"
    Condition = { StringEquals = { "aws:ResourceAccount" = local.endpoint_accounts } }
  }

  gateway_statements = {
    dynamodb = [local.own_resources]

    s3 = concat(
      [
        local.own_resources,
        {
          Sid       = "BucketsOfAws"
          Effect    = "Allow"
          Principal = "*"
          Action    = "s3:GetObject"
          Resource  = [for bucket in local.aws_buckets : "${local.s3_arn}${bucket}/*"]
        },
      ],
      [for buckets in [sort(var.endpoint_policy.buckets)] : {
        Sid       = "BucketsByName"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = flatten([for bucket in buckets : ["${local.s3_arn}${bucket}", "${local.s3_arn}${bucket}/*"]])
      } if length(buckets) > 0],
    )
  }

  # Not every action has a resource, and so its account: whose credentials ask always counts.
  own_identities = {
    Sid       = "IdentitiesAndResourcesOfTheAccounts"
    Effect    = "Allow"
    Principal = "*"
    Action    = "*"
    Resource  = "*"
    Condition = {
      StringEquals         = { "aws:PrincipalAccount" = local.endpoint_accounts }
      StringEqualsIfExists = { "aws:ResourceAccount" = local.endpoint_accounts }
    }
  }

  # Systems Manager's documents and public parameters are AWS's: there the credentials alone count.
  own_identities_only = merge(local.own_identities, {
    Sid       = "IdentitiesOfTheAccounts"
    Condition = { StringEquals = { "aws:PrincipalAccount" = local.endpoint_accounts } }
  })

  # Those of whose endpoints AWS documents a policy. The others carry what ECS's and Systems Manager's agents say to them, and no data.
  interface_statements = {
    "ecr.api"        = [local.own_identities]
    "ecr.dkr"        = [local.own_identities]
    "ecs"            = [local.own_identities]
    "logs"           = [local.own_identities]
    "secretsmanager" = [local.own_identities]
    "sns"            = [local.own_identities]
    "sqs"            = [local.own_identities]
    "ssm"            = [local.own_identities_only]
  }

  # All is opened by a policy that says so: one that is merely left out stays as it was.
  everything = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })

  endpoint_policies = {
    for service, statements in merge(local.gateway_statements, local.interface_statements) :
    service => local.policed ? jsonencode({ Version = "2012-10-17", Statement = statements }) : local.everything
  }
}
