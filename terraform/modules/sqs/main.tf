data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  # AWS demands the end of a FIFO queue's name.
  queues = { for name, queue in var.queues : name => merge(queue, {
    full_name = join("", concat(["${var.name}-${name}"], [for end in [".fifo"] : end if queue.fifo]))
    dead_name = join("", concat(["${var.name}-${name}-dead"], [for end in [".fifo"] : end if queue.fifo]))
  }) }

  # By a key of its own: mail-dead. So a plan, a picture and a state tell it from the queue.
  dead = { for name, queue in local.queues : "${name}-dead" => queue }

  # Written out and not read from resources, so that a plan shows what the policies are about, and queues and topics may name each other.
  arn = "arn:${local.partition}:sqs:${var.region}:${local.account}"

  tls_only = {
    for name in flatten([for queue in local.queues : [queue.full_name, queue.dead_name]]) : name => {
      Sid       = "TLSOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "${local.arn}:${name}"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                        = each.value.full_name
  visibility_timeout_seconds  = each.value.visibility_seconds
  message_retention_seconds   = each.value.retention_days * 86400
  receive_wait_time_seconds   = 20 # long polling: an empty answer costs as much as a full one
  delay_seconds               = each.value.delay_seconds
  fifo_queue                  = each.value.fifo
  content_based_deduplication = each.value.fifo ? each.value.deduplicates : null

  # SQS takes one of the two.
  sqs_managed_sse_enabled           = each.value.kms_key_arn == null ? true : null
  kms_master_key_id                 = each.value.kms_key_arn
  kms_data_key_reuse_period_seconds = each.value.kms_key_arn == null ? null : 300

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead["${each.key}-dead"].arn, maxReceiveCount = each.value.max_receives })
  tags           = merge(var.tags, { Name = each.value.full_name })
}

# What was received max_receives times and never deleted.
resource "aws_sqs_queue" "dead" {
  for_each = local.dead

  name                      = each.value.dead_name
  message_retention_seconds = 1209600 # 14 days, the longest: a message keeps the age that it had in the first queue
  fifo_queue                = each.value.fifo

  sqs_managed_sse_enabled           = each.value.kms_key_arn == null ? true : null
  kms_master_key_id                 = each.value.kms_key_arn
  kms_data_key_reuse_period_seconds = each.value.kms_key_arn == null ? null : 300

  tags = merge(var.tags, { Name = each.value.dead_name })
}

# No other queue of the account may leave its failures there.
resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  for_each = local.dead

  queue_url = aws_sqs_queue.dead[each.key].id

  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = ["${local.arn}:${each.value.full_name}"] })
}

resource "aws_sqs_queue_policy" "this" {
  for_each = local.queues

  queue_url = aws_sqs_queue.this[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([local.tls_only[each.value.full_name]], [
      for arns in [sort(lookup(var.topics, each.key, []))] : {
        Sid       = "TopicsSend"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "${local.arn}:${each.value.full_name}"
        Condition = { ArnEquals = { "aws:SourceArn" = arns } }
      } if length(arns) > 0
    ])
  })
}

resource "aws_sqs_queue_policy" "dead" {
  for_each = local.dead

  queue_url = aws_sqs_queue.dead[each.key].id

  policy = jsonencode({ Version = "2012-10-17", Statement = [local.tls_only[each.value.dead_name]] })
}
