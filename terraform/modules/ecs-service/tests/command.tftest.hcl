mock_provider "aws" {
  source = "./tests/mocks"
}

run "a_command_takes_the_place_of_the_images" {
  command = plan

  variables {
    command = ["/service", "mail"]
  }

  assert {
    condition     = local.container.command == tolist(["/service", "mail"]) && !contains(keys(local.container), "entryPoint")
    error_message = "The command must run as it is written, after the image's entry point."
  }
}

run "the_image_says_its_command_unless_the_settings_do" {
  command = plan

  assert {
    condition     = !contains(keys(local.container), "command")
    error_message = "Without a command of the settings, the image's own must run."
  }
}

run "refuses_a_command_without_a_program" {
  command = plan

  variables {
    command = ["", "mail"]
  }

  expect_failures = [var.command]
}
