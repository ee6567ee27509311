# What AWS answers in the tests of this folder.
mock_data "aws_partition" {
  defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
}

mock_data "aws_ssm_parameter" {
  defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
}

mock_data "aws_secretsmanager_secrets" {
  defaults = {
    arns = [
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key-AbCdEf",
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:slipway-test/payment-key-old-GhIjKl",
    ]
  }
}
