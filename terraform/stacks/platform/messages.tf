# What the services tell each other without waiting for an answer: queues, and topics that send to them.

module "sqs" {
  source = "../../modules/sqs"

  name   = local.name
  region = var.region
  queues = var.queues
  topics = { for queue in keys(var.queues) : queue => toset([for topic, settings in var.topics : local.topic_arns[topic] if contains(settings.queues, queue)]) }
}

module "sns" {
  source = "../../modules/sns"

  name       = local.name
  region     = var.region
  topics     = var.topics
  queue_arns = module.sqs.arns
}

locals {
  # As the module sns calls them: a queue lets in topics that are not there yet.
  topic_arns = {
    for name, topic in var.topics : name =>
    join("", concat(["arn:${data.aws_partition.current.partition}:sns:${var.region}:${data.aws_caller_identity.current.account_id}:${local.name}-${name}"], [for end in [".fifo"] : end if topic.fifo]))
  }

  # Whether a service works on a queue's messages, or only sends some.
  all_queues = { for name, service in local.services : name => setunion(service.uses.queues, service.uses.sends) }

  message_environment = {
    for name, service in local.services : name => merge(concat(
      [for queue in local.all_queues[name] : { "QUEUE_${local.spelt[queue]}_URL" = module.sqs.urls[queue] }],
      [for topic in service.uses.topics : { "TOPIC_${local.spelt[topic]}_ARN" = module.sns.arns[topic] }],
    )...)
  }

  message_statements = {
    for name, service in local.services : name => concat(
      [for queue in sort(local.all_queues[name]) : {
        Sid    = "Queue${replace(title(replace(queue, "-", " ")), " ", "")}"
        Effect = "Allow"
        Action = concat(
          ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"],
          [for action in ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"] : action if contains(service.uses.queues, queue)],
        )
        Resource = [module.sqs.arns[queue]]
      }],
      [for topic in sort(service.uses.topics) : {
        Sid      = "Topic${replace(title(replace(topic, "-", " ")), " ", "")}"
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = [module.sns.arns[topic]]
      }],
      # What SQS and SNS do with a key of one's own they do in the name of who asks them, and only through them it may be used.
      [for queue in sort(local.all_queues[name]) : {
        Sid       = "Key${replace(title(replace(queue, "-", " ")), " ", "")}Queue"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = [var.queues[queue].kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "sqs.${var.region}.${data.aws_partition.current.dns_suffix}" } }
      } if var.queues[queue].kms_key_arn != null],
      [for topic in sort(service.uses.topics) : {
        Sid       = "Key${replace(title(replace(topic, "-", " ")), " ", "")}Topic"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = [var.topics[topic].kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "sns.${var.region}.${data.aws_partition.current.dns_suffix}" } }
      } if var.topics[topic].kms_key_arn != null],
    )
  }
}
