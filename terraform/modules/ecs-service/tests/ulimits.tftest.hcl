mock_provider "aws" {
  source = "./tests/mocks"
}

run "no_limit_is_set_unless_it_is_said" {
  command = apply

  assert {
    condition     = !contains(keys(jsondecode(aws_ecs_task_definition.this.container_definitions)[0]), "ulimits")
    error_message = "The definition of a service that says nothing of limits must stay as it was."
  }
}

run "limits_reach_the_container" {
  command = apply

  variables {
    ulimits = { nproc = { soft = 512, hard = -1 }, nofile = { soft = 65536, hard = 65536 } }
    before  = { command = ["/service", "migrate"] }
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].ulimits == [
      { name = "nofile", softLimit = 65536, hardLimit = 65536 },
      { name = "nproc", softLimit = 512, hardLimit = -1 },
    ]
    error_message = "The limits must be in the definition, in the order of their names."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0].ulimits == jsondecode(aws_ecs_task_definition.this.container_definitions)[0].ulimits
    error_message = "What runs before a release must have the service's limits."
  }
}

run "refuses_a_limit_that_the_kernel_does_not_have" {
  command = plan

  variables {
    ulimits = { files = { soft = 1, hard = 1 } }
  }

  expect_failures = [var.ulimits]
}

run "refuses_a_soft_limit_above_the_hard_one" {
  command = plan

  variables {
    ulimits = { nofile = { soft = 65536, hard = 1024 } }
  }

  expect_failures = [var.ulimits]
}

run "refuses_no_limit_below_a_hard_one" {
  command = plan

  variables {
    ulimits = { nofile = { soft = -1, hard = 1024 } }
  }

  expect_failures = [var.ulimits]
}

run "refuses_a_part_of_a_limit" {
  command = plan

  variables {
    ulimits = { nofile = { soft = 0.5, hard = 1024 } }
  }

  expect_failures = [var.ulimits]
}
