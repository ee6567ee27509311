mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_writable_root_is_asked_for_with_its_reason" {
  command = apply

  variables {
    writable_root = { reason = "the runtime unpacks libraries beside itself" }
    before        = { command = ["/service", "migrate"] }
  }

  assert {
    condition     = !local.container.readonlyRootFilesystem && local.container.user == "65532:65532" && local.container.linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The root must be writable, and nothing else be let go with it."
  }

  assert {
    condition     = !jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0].readonlyRootFilesystem
    error_message = "What runs before a release runs the same image, which needs the same."
  }
}

run "a_user_is_left_to_the_image_with_its_reason" {
  command = apply

  variables {
    image_user = { reason = "the image names a user without a number" }
  }

  assert {
    condition     = !contains(keys(local.container), "user") && local.container.readonlyRootFilesystem && local.container.linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The definition must name no user, and nothing else be let go with it."
  }
}

run "refuses_a_writable_root_without_a_reason" {
  command = plan

  variables {
    writable_root = { reason = "needed" }
  }

  expect_failures = [var.writable_root]
}

run "refuses_a_user_of_the_image_without_a_reason" {
  command = plan

  variables {
    image_user = { reason = "" }
  }

  expect_failures = [var.image_user]
}
