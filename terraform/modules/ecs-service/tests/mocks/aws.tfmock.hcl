# What AWS answers in the tests of this folder.
mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog" }
}

mock_resource "aws_lb_target_group" {
  defaults = {
    arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-test-catalog/0123456789abcdef"
    arn_suffix = "targetgroup/slipway-test-catalog/0123456789abcdef"
  }
}

mock_resource "aws_lb_listener_rule" {
  defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/slipway-test/1/2/3" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0task" }
}

mock_resource "aws_ecs_task_definition" {
  defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-catalog:7" }
}
