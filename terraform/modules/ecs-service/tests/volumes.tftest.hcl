mock_provider "aws" {
  source = "./tests/mocks"
}

run "there_is_no_volume_unless_it_is_said" {
  command = apply

  assert {
    condition     = length(aws_ecs_task_definition.this.volume) == 0
    error_message = "A service without volumes must be defined as ever."
  }
}

run "a_volume_is_reached_over_tls_by_the_tasks_role" {
  command = apply

  variables {
    volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0" } }
    before  = { command = ["/service", "migrate"] }
  }

  assert {
    condition = alltrue([
      for volume in concat(tolist(aws_ecs_task_definition.this.volume), tolist(aws_ecs_task_definition.before[0].volume)) : alltrue([
        volume.name == "uploads",
        volume.efs_volume_configuration[0].file_system_id == "fs-0123456789abcdef0",
        volume.efs_volume_configuration[0].transit_encryption == "ENABLED",
        volume.efs_volume_configuration[0].authorization_config[0].iam == "ENABLED",
        volume.efs_volume_configuration[0].authorization_config[0].access_point_id == "fsap-0123456789abcdef0",
      ])
    ]) && length(aws_ecs_task_definition.this.volume) + length(aws_ecs_task_definition.before[0].volume) == 2
    error_message = "Nothing may go to the file system in clear, or past its access point."
  }

  assert {
    condition     = local.container.mountPoints == [{ sourceVolume = "uploads", containerPath = "/uploads", readOnly = false }] && local.container.readonlyRootFilesystem
    error_message = "The container must have the volume at its path, and nothing else to write to."
  }
}

run "a_volume_may_be_read_alone" {
  command = apply

  variables {
    volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0", read_only = true } }
  }

  assert {
    condition     = local.container.mountPoints[0].readOnly
    error_message = "A volume that is only read must not be writable."
  }
}

run "refuses_a_file_system_without_an_access_point" {
  command = plan

  variables {
    volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "" } }
  }

  expect_failures = [var.volumes]
}

run "refuses_the_path_of_a_folder_in_memory" {
  command = plan

  variables {
    tmpfs   = { "/uploads" = 16 }
    volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0" } }
  }

  expect_failures = [var.volumes]
}
