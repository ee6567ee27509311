# What waits too long, and what nobody could deal with.
locals {
  queue_alarms = merge([
    for name, queue in var.watch.queues ? var.queues : {} : {
      # A queue of which nobody has heard for six hours says nothing, and one without messages has none that is old.
      "queue-${name}-age" = {
        description = "The oldest message of the queue ${name} has waited for more than ${queue.max_age_minutes} minutes: who receives is away, too slow, or fails at it."
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        stat        = "Maximum"
        periods     = 5
        threshold   = queue.max_age_minutes * 60
        dimensions  = { QueueName = queue.name }
      }

      "queue-${name}-dead" = {
        description = "The queue ${name} has messages that were received too often and never deleted. Next: look at one with aws sqs receive-message in ${queue.dead_name}, mend what fails, then aws sqs start-message-move-task."
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        stat        = "Maximum"
        period      = 300
        periods     = 1
        threshold   = 0
        dimensions  = { QueueName = queue.dead_name }
      }
    }
  ]...)
}
