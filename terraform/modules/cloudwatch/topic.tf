# The topic that all alarms of the environment report to.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  key_arn   = var.kms_key_arn == null ? one(aws_kms_key.topic[*].arn) : var.kms_key_arn

  # CloudWatch acting for alarms of this account and region, and for nobody else's.
  alarms_only = {
    StringEquals = { "aws:SourceAccount" = local.account }
    ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:cloudwatch:${var.region}:${local.account}:alarm:*" }
  }
}

# alias/aws/sns would do for encryption and cost nothing, but its policy doesn't admit CloudWatch and EventBridge, and can't be changed: the
# alarms would go off and reach nobody. Hence a key of the topic's own.
resource "aws_kms_key" "topic" {
  count = var.kms_key_arn == null ? 1 : 0

  description             = "Alarms of ${var.name} on their way"
  enable_key_rotation     = true
  deletion_window_in_days = 7 # the shortest: messages on their way are all that it encrypts
  tags                    = merge(var.tags, { Name = "${var.name}-alarms" })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Whom the account's IAM policies allow it. In a key's policy "*" is this key.
        Sid       = "AccountDecides"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Resource  = "*"
        Action = [
          "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey",
          "kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:Encrypt",
          "kms:GenerateDataKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants",
          "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
          "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ]
      },
      {
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Resource  = "*"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Condition = local.alarms_only
      },
      {
        # Without a condition, as in the topic's policy.
        Sid       = "EventsPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Resource  = "*"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      },
    ]
  })
}

resource "aws_kms_alias" "topic" {
  count = var.kms_key_arn == null ? 1 : 0

  name          = "alias/${var.name}-alarms"
  target_key_id = aws_kms_key.topic[0].key_id
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}-alarms"
  kms_master_key_id = local.key_arn
  tags              = merge(var.tags, { Name = "${var.name}-alarms" })
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["sns:Publish"]
        Resource  = [aws_sns_topic.this.arn]
        Condition = local.alarms_only
      },
      {
        # AWS: no Condition in a topic's policy for EventBridge. It would never be met, and the messages lost without a word.
        Sid       = "EventsPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["sns:Publish"]
        Resource  = [aws_sns_topic.this.arn]
      },
      {
        # Publishing is what carries data; SNS takes no sns:* in a topic's policy.
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["sns:Publish"]
        Resource  = [aws_sns_topic.this.arn]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.key
}
