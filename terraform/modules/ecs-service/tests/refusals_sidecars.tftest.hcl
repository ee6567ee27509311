mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_an_image_that_can_move" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent:7" } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_the_name_of_the_service" {
  command = plan

  variables {
    sidecars = { catalog = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_root" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", user = "0:0" } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_a_writable_root_without_a_reason" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", writable_root = { reason = "needed" } } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_a_secret_in_clear" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", environment = { API_TOKEN = "x" } } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_a_secret_that_is_no_arn" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", secrets = { API_TOKEN = "x" } } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_the_port_of_the_service" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", port = 8080 } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_folders_that_hold_more_than_there_is" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", tmpfs = { "/tmp" = 128 } } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_a_check_in_the_words_of_docker" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", health_check = { command = ["CMD-SHELL", "true"] } } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_sizes_that_are_none" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", memory = 1.5 } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_a_sidecar_of_a_job" {
  command = plan

  variables {
    shape       = "job"
    port        = null
    path        = null
    health_path = null
    priority    = null
    sidecars    = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }
  }

  expect_failures = [var.sidecars]
}

run "refuses_to_wait_for_what_nobody_asks" {
  command = plan

  variables {
    sidecars     = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }
    starts_after = { agent = "HEALTHY" }
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_to_wait_for_what_is_not_there" {
  command = plan

  variables {
    sidecars = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", starts_after = { proxy = "START" } } }
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_an_end_as_a_start" {
  command = plan

  variables {
    sidecars     = { agent = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }
    starts_after = { agent = "SUCCESS" }
  }

  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_a_circle" {
  command = plan

  variables {
    sidecars = {
      a = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", starts_after = { b = "START" } }
      b = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", starts_after = { c = "START" } }
      c = { image = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", starts_after = { catalog = "START" } }
    }
    starts_after = { a = "START" }
  }

  expect_failures = [aws_ecs_task_definition.this]
}
