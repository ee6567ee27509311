data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  # AWS demands the end of a FIFO topic's name.
  full_names = { for name, topic in var.topics : name => join("", concat(["${var.name}-${name}"], [for end in [".fifo"] : end if topic.fifo])) }

  # Written out and not read from resources: the queues' policies name topics that are not there yet.
  arns = { for name, full in local.full_names : name => "arn:${data.aws_partition.current.partition}:sns:${var.region}:${data.aws_caller_identity.current.account_id}:${full}" }

  subscriptions = merge([
    for name, topic in var.topics : { for queue in topic.queues : "${name}/${queue}" => { topic = name, queue = queue, raw = topic.raw } }
  ]...)
}

# AWS's own key lets in whoever of the account may use SNS, at no cost, and no service of AWS: services publish here, alarms don't.
resource "aws_sns_topic" "this" {
  for_each = var.topics

  name                        = local.full_names[each.key]
  fifo_topic                  = each.value.fifo
  content_based_deduplication = each.value.fifo ? each.value.deduplicates : null
  kms_master_key_id           = coalesce(each.value.kms_key_arn, "alias/aws/sns")
  tags                        = merge(var.tags, { Name = local.full_names[each.key] })
}

resource "aws_sns_topic_policy" "this" {
  for_each = var.topics

  arn = aws_sns_topic.this[each.key].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Publishing is what carries data; SNS takes no sns:* in a topic's policy.
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["sns:Publish"]
        Resource  = [local.arns[each.key]]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "this" {
  for_each = local.subscriptions

  topic_arn            = aws_sns_topic.this[each.value.topic].arn
  protocol             = "sqs"
  endpoint             = var.queue_arns[each.value.queue]
  raw_message_delivery = each.value.raw
}
