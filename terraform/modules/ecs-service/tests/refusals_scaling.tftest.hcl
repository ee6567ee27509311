mock_provider "aws" {
  source = "./tests/mocks"
}

run "refuses_scaling_to_a_single_task" {
  command = plan

  variables {
    scaling = { min = 1, max = 4, cpu = 60 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_upside_down" {
  command = plan

  variables {
    scaling = { min = 4, max = 2, cpu = 60 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_by_nothing" {
  command = plan

  variables {
    scaling = { min = 2, max = 4 }
  }

  expect_failures = [var.scaling]
}

run "refuses_scaling_to_the_brim" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, cpu = 100 }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_cooldown_below_nothing" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, cpu = 60, scale_in_cooldown = -1 }
  }

  expect_failures = [var.scaling]
}

run "refuses_alarms_that_never_go_off" {
  command = plan

  variables {
    alarms = { error_percent = 100 }
  }

  expect_failures = [var.alarms]
}

run "refuses_alarms_that_look_at_nothing" {
  command = plan

  variables {
    alarms = { minutes = 0 }
  }

  expect_failures = [var.alarms]
}
