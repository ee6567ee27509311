# Queues, made and changed by what their names begin with, as AWS compares their tags: the queue of what was missed, too. A queue holds
# data, so one is taken away only where may_delete_data says so, but for that one, and for those of a preview.
locals {
  queues        = ["${local.arn.sqs}:${var.name}-*"]
  missed_queues = ["${local.arn.sqs}:${var.name}-missed-runs"]

  ci_queues = [
    {
      Sid      = "Queues"
      Effect   = "Allow"
      Action   = [for action in ["CreateQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"] : "sqs:${action}"]
      Resource = local.queues
    },
    {
      Sid    = "DeleteQueues"
      Effect = "Allow"
      Action = ["sqs:DeleteQueue"]
      Resource = concat(
        local.missed_queues,
        [for arn in local.queues : arn if try(var.ci.may_delete_data, false)],
        [for arn in ["${local.arn.sqs}:${var.name}--*"] : arn if local.previews],
      )
    },
  ]

  # Both roles read them: settings, and no message.
  ci_read_queues = [
    {
      Sid      = "Queues"
      Effect   = "Allow"
      Action   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
      Resource = local.queues
    },
  ]
}
