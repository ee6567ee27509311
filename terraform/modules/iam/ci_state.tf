# The state: a plan reads it and takes no lock (-lock=false), so its role writes nothing at all. An apply writes the state of
# the stack platform; that of bootstrap it only reads, because a person applies that stack. The state holds secrets in clear,
# so whoever may plan may read them; that is why pull requests may only when allowed. Beside the states lie their locks, and the
# releases, which an apply writes down and nobody of the pipeline takes away; in the table lies the lock of the run.
locals {
  state  = "arn:${local.partition}:s3:::${try(var.ci.state_bucket, "none")}"
  lock   = "${local.arn.dynamodb}:table/${try(var.ci.lock_table, "none")}"
  ci_key = [for arn in [try(var.ci.state_kms_key_arn, null)] : arn if arn != null]

  # Both roles look who holds the environment.
  read_state = [
    {
      Sid      = "FindState"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [local.state]
    },
    {
      Sid      = "ReadState"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["${local.state}/*"]
    },
    {
      Sid      = "ReadLock"
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem"]
      Resource = [local.lock]
    },
  ]

  ci_plan = [
    for statement in concat(local.read_state, [
      {
        Sid      = "StateKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = local.ci_key
      },
    ]) : statement if length(statement.Resource) > 0
  ]

  ci_state = [
    for statement in concat(local.read_state, [
      {
        Sid      = "WriteState"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${local.state}/platform/*"]
      },
      {
        # Where nothing is yet, and nowhere else: an entry of the ledger is never changed.
        Sid       = "WriteLedger"
        Effect    = "Allow"
        Action    = ["s3:PutObject"]
        Resource  = ["${local.state}/releases/*"]
        Condition = { Null = { "s3:if-none-match" = "false" } }
      },
      {
        Sid    = "Unlock"
        Effect = "Allow"
        Action = ["s3:DeleteObject"]
        # With them the record of a preview goes, once it is down.
        Resource = concat(["${local.state}/platform/*.tflock"], [for record in ["${local.state}/platform/previews/*/preview.json"] : record if local.previews])
      },
      {
        Sid       = "LockTable"
        Effect    = "Allow"
        Action    = ["dynamodb:DeleteItem", "dynamodb:PutItem"]
        Resource  = [local.lock]
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = concat(["${var.name}/run"], [for key in ["${var.name}/previews/*"] : key if local.previews]) } }
      },
      {
        Sid      = "StateKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = local.ci_key
      },
    ]) : statement if length(statement.Resource) > 0
  ]

  # Of the guard, here because that has no room left.
  ci_state_guard = [
    {
      Sid      = "NotTheStatesVersions"
      Effect   = "Deny"
      Action   = ["s3:DeleteObjectVersion"]
      Resource = ["${local.state}/*"]
    },
    {
      Sid      = "NotTheState"
      Effect   = "Deny"
      Action   = ["s3:DeleteObject"]
      Resource = ["${local.state}/*.tfstate", "${local.state}/releases/*"]
    },
  ]

  ci_statements = {
    read    = concat(local.ci_read, local.ci_dns_read)
    plan    = concat(local.ci_plan, local.ci_read_buckets, local.ci_read_schedules, local.ci_read_connect, local.ci_read_queues, local.ci_existing_read)
    state   = concat(local.ci_state, local.ci_state_guard, local.ci_read_buckets, local.ci_read_schedules, local.ci_read_connect, local.ci_read_queues, local.ci_existing_read)
    push    = local.ci_push
    network = local.ci_network
    compute = local.ci_compute
    data    = local.ci_data
    observe = concat(local.ci_observe, local.ci_schedules, local.ci_connect, local.ci_queues, local.ci_dns) # where there is room: the network has none left, and a role may have ten policies
    roles   = concat(local.ci_roles, local.ci_existing)
    guard   = local.ci_guard
  }
}
