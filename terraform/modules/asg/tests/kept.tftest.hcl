# Each run applies to the state of the one before it, and the override is what AWS recommends on that day.
mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_image_that_is_recommended_at_first" {
  override_data {
    target = data.aws_ssm_parameter.ami[0]
    values = { insecure_value = "ami-0aaaaaaaaaaaaaaaa" }
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0aaaaaaaaaaaaaaaa"
    error_message = "A group without a release must begin with what AWS recommends."
  }
}

run "stays_when_a_newer_one_is_recommended" {
  override_data {
    target = data.aws_ssm_parameter.ami[0]
    values = { insecure_value = "ami-0bbbbbbbbbbbbbbbb" }
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0aaaaaaaaaaaaaaaa" && output.ami_id == "ami-0aaaaaaaaaaaaaaaa"
    error_message = "A newer image must wait until somebody asks for it, or a deploy of something else replaces all instances."
  }
}

run "goes_where_the_processor_is_another" {
  variables {
    instance_types = ["m7g.large"]
  }

  override_data {
    target = data.aws_ssm_parameter.ami[0]
    values = { insecure_value = "ami-0cccccccccccccccc" }
  }

  assert {
    condition     = aws_launch_template.this[0].image_id == "ami-0cccccccccccccccc"
    error_message = "Instances of another processor cannot start from the image that was kept."
  }
}
