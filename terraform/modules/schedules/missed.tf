# Runs that never began. What began and failed says EventBridge itself (module cloudwatch).
resource "aws_sqs_queue" "missed" {
  count = local.any ? 1 : 0

  name                      = "${var.name}-missed-runs"
  message_retention_seconds = 1209600 # 14 days, the longest
  sqs_managed_sse_enabled   = true
  tags                      = merge(var.tags, { Name = "${var.name}-missed-runs" })
}

resource "aws_sqs_queue_policy" "missed" {
  count = local.any ? 1 : 0

  queue_url = aws_sqs_queue.missed[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["sqs:SendMessage", "sqs:ReceiveMessage"]
        Resource  = [local.queue_arn]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_cloudwatch_metric_alarm" "missed" {
  count = local.any ? 1 : 0

  alarm_name          = "${var.name}-missed-runs"
  alarm_description   = "A scheduled job could not be started. Next: aws sqs receive-message --region ${var.region} --queue-url ${aws_sqs_queue.missed[0].id} --message-attribute-names All"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  dimensions          = { QueueName = aws_sqs_queue.missed[0].name }
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching" # a queue that nobody uses says nothing
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = var.tags
}
