mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  scaling = {
    min = 4, max = 8, cpu = 60
    schedules = {
      night = { cron = "cron(0 22 * * ? *)", min = 2, max = 4, timezone = "Europe/Berlin" }
      day   = { cron = "cron(0 6 * * ? *)", min = 4, max = 8, timezone = "Europe/Berlin" }
    }
  }
}

run "the_clock_changes_the_range" {
  command = apply

  assert {
    condition = { for name, s in aws_appautoscaling_scheduled_action.this : name => [s.name, s.schedule, s.timezone, s.scalable_target_action[0].min_capacity, s.scalable_target_action[0].max_capacity, s.resource_id] } == {
      night = ["slipway-test-catalog-night", "cron(0 22 * * ? *)", "Europe/Berlin", "2", "4", "service/slipway-test/catalog"]
      day   = ["slipway-test-catalog-day", "cron(0 6 * * ? *)", "Europe/Berlin", "4", "8", "service/slipway-test/catalog"]
    }
    error_message = "Each schedule must set its range of this service, in its own timezone."
  }

  assert {
    condition     = length(aws_appautoscaling_target.this) == 0 && aws_appautoscaling_target.timed[0].min_capacity == 4 && output.desired_count == 2
    error_message = "The service must begin with the settings' range, and be expected to have as few tasks as it has at night."
  }
}

# The state of the run before is that of a service with schedules.
run "an_apply_in_the_night_leaves_the_night_alone" {
  command = plan

  variables {
    scaling = {
      min = 4, max = 8, cpu = 70
      schedules = {
        night = { cron = "cron(0 22 * * ? *)", min = 2, max = 4, timezone = "Europe/Berlin" }
        day   = { cron = "cron(0 6 * * ? *)", min = 4, max = 8, timezone = "Europe/Berlin" }
      }
    }
  }

  assert {
    condition     = terraform_data.range[0].output == terraform_data.range[0].input && aws_appautoscaling_target.timed[0].min_capacity == 4
    error_message = "What does not change the range must not register it anew."
  }
}

run "a_new_range_arrives" {
  command = apply

  variables {
    scaling = {
      min = 3, max = 9, cpu = 60
      schedules = {
        night = { cron = "cron(0 22 * * ? *)", min = 2, max = 4 }
        day   = { cron = "cron(0 6 * * ? *)", min = 3, max = 9 }
      }
    }
  }

  assert {
    condition     = aws_appautoscaling_target.timed[0].min_capacity == 3 && aws_appautoscaling_target.timed[0].max_capacity == 9
    error_message = "A change of the settings' own range must reach AWS, although what the clock did to it is ignored."
  }
}

run "refuses_a_night_that_never_ends" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, schedules = { night = { cron = "cron(0 22 * * ? *)", min = 2, max = 2 } } }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_single_task_at_night" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, schedules = { night = { cron = "cron(0 22 * * ? *)", min = 1, max = 2 }, day = { cron = "cron(0 6 * * ? *)", min = 2, max = 4 } } }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_cron_of_unix" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, schedules = { night = { cron = "0 22 * * *", min = 2, max = 2 }, day = { cron = "cron(0 6 * * ? *)", min = 2, max = 4 } } }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_range_upside_down_at_night" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, schedules = { night = { cron = "cron(0 22 * * ? *)", min = 3, max = 2 }, day = { cron = "cron(0 6 * * ? *)", min = 2, max = 4 } } }
  }

  expect_failures = [var.scaling]
}

run "refuses_a_name_that_no_schedule_has" {
  command = plan

  variables {
    scaling = { min = 2, max = 4, schedules = { "At night" = { cron = "cron(0 22 * * ? *)", min = 2, max = 2 }, day = { cron = "cron(0 6 * * ? *)", min = 2, max = 4 } } }
  }

  expect_failures = [var.scaling]
}
