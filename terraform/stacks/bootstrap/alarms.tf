# The key of the topic that alarms go to. It is made here because who makes keys can take over others: the pipeline's roles make none.

data "aws_partition" "current" {}

locals {
  makes_alarms_key = try(var.alarms.kms_key_arn, null) == null

  # What the account's IAM policies may allow. A list of actions instead of kms:*, which would let through what AWS adds.
  key_actions = [
    for action in [
      "CancelKeyDeletion", "CreateAlias", "CreateGrant", "Decrypt", "DeleteAlias", "DescribeKey", "DisableKey", "DisableKeyRotation",
      "EnableKey", "EnableKeyRotation", "Encrypt", "GenerateDataKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListAliases", "ListGrants",
      "ListKeyPolicies", "ListKeyRotations", "ListResourceTags", "PutKeyPolicy", "RevokeGrant", "RotateKeyOnDemand",
      "ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription",
    ] : "kms:${action}"
  ]
}

resource "aws_kms_key" "alarms" {
  count = local.makes_alarms_key ? 1 : 0

  description             = "Alarms of ${local.name} on their way"
  enable_key_rotation     = true
  deletion_window_in_days = 7 # the shortest: messages on their way are all that it encrypts
  tags                    = { Name = "${local.name}-alarms" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecides"
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
        Resource  = "*" # in a key's policy this is the key
        Action    = local.key_actions
      },
      {
        # CloudWatch acting for alarms of this account and region, and for nobody else's.
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Resource  = "*"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudwatch:${var.region}:${data.aws_caller_identity.current.account_id}:alarm:*" }
        }
      },
      {
        # EventBridge says of no rule that it acts for it when it publishes to an encrypted topic, so there is nothing to compare.
        Sid       = "EventsPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Resource  = "*"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      },
    ]
  })
}

# The stack platform knows the key by this name.
resource "aws_kms_alias" "alarms" {
  count = local.makes_alarms_key ? 1 : 0

  name          = "alias/${local.name}-alarms"
  target_key_id = aws_kms_key.alarms[0].key_id
}
