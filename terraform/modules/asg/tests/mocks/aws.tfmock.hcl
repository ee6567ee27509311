# What AWS answers in the tests of this folder.
mock_data "aws_ssm_parameter" {
  defaults = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
}

mock_data "aws_default_tags" {
  defaults = { tags = { Environment = "test" } }
}

mock_resource "aws_launch_template" {
  defaults = { id = "lt-0123456789abcdef0", latest_version = 3 }
}
