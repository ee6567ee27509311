mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_environment_goes_on_in_a_file" {
  command = apply

  variables {
    env_file    = "arn:aws:s3:::slipway-test-settings/services/catalog.env"
    environment = { ZONE = "z" }
    before      = { command = ["/service", "migrate"] }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environmentFiles == [{ type = "s3", value = "arn:aws:s3:::slipway-test-settings/services/catalog.env" }]
    error_message = "ECS must be told of the object."
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment) == 3
    error_message = "What the settings say must stay beside it."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0].environmentFiles == jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environmentFiles
    error_message = "What runs before a release must have the service's environment."
  }
}

run "refuses_an_object_that_ecs_does_not_take" {
  command = plan

  variables {
    env_file = "arn:aws:s3:::slipway-test-settings/catalog.txt"
  }

  expect_failures = [var.env_file]
}

run "refuses_a_bucket_that_nobody_knows" {
  command = plan

  variables {
    env_file = "settings/catalog.env"
  }

  expect_failures = [var.env_file]
}
