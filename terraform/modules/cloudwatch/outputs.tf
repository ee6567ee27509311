output "topic_arn" {
  description = "ARN of the topic that alarms report to, for the alarms of the services too (ecs-service: alarm_actions)."
  value       = aws_sns_topic.this.arn
}

output "alarm_names" {
  description = "Names of all alarms of this module."
  value       = sort([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), values(aws_cloudwatch_metric_alarm.table)) : alarm.alarm_name])
}

output "event_rules" {
  description = "Names of the EventBridge rules that report to the topic."
  value       = sort([for rule in aws_cloudwatch_event_rule.this : rule.name])
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
