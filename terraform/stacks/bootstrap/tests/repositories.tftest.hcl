mock_provider "aws" {
  source = "./tests/mocks"
}

run "repositories_keep_a_hundred" {
  command = plan

  assert {
    condition     = module.ecr.keeps == { releases = 100, images = 100 }
    error_message = "Where the settings say nothing, a rollback must find the images of many releases."
  }
}

run "repositories_keep_what_the_settings_say" {
  command = plan

  variables {
    repositories = { keep_images = 30 }
  }

  assert {
    condition     = module.ecr.keeps == { releases = 100, images = 30 }
    error_message = "What the settings say must be kept, and the rest stay as it is."
  }
}
