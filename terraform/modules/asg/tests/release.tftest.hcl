mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_release_is_read_by_its_name" {
  command = plan

  variables {
    ami_release = "2023.0.20260101"
  }

  assert {
    condition     = data.aws_ssm_parameter.ami[0].name == "/aws/service/ecs/optimized-ami/amazon-linux-2023/al2023-ami-ecs-hvm-2023.0.20260101-kernel-6.1-x86_64/image_id"
    error_message = "With a release the recommended image must have no say, or a deploy also replaces the instances."
  }

  assert {
    condition     = output.cpu_architecture == "X86_64"
    error_message = "Task definitions must be told the processor of the instances."
  }
}

run "a_release_for_graviton_with_another_kernel" {
  command = plan

  variables {
    instance_types = ["m7g.large"]
    ami_release    = "2023.0.20260101-kernel-6.12"
  }

  assert {
    condition     = data.aws_ssm_parameter.ami[0].name == "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/al2023-ami-ecs-hvm-2023.0.20260101-kernel-6.12-arm64/image_id"
    error_message = "A release must be that of the instances' architecture, and the kernel the one that was written."
  }

  assert {
    condition     = output.cpu_architecture == "ARM64"
    error_message = "Graviton is ARM64 to a task definition."
  }
}

run "refuses_a_release_that_is_none" {
  command = plan

  variables {
    ami_release = "latest"
  }

  expect_failures = [var.ami_release]
}

run "refuses_a_release_beside_an_image" {
  command = plan

  variables {
    ami_release = "2023.0.20260101"
    ami_id      = "ami-0bbbbbbbbbbbbbbbb"
  }

  expect_failures = [var.ami_release]
}
