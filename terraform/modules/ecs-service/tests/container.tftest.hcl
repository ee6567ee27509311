mock_provider "aws" {
  source = "./tests/mocks"
}

run "the_container_is_locked_down" {
  command = apply

  assert {
    condition     = local.container.readonlyRootFilesystem && local.container.user == "65532:65532" && local.container.linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The root must be read-only, the user not root, and no capability left."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].name == "catalog" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == var.image
    error_message = "The container must have the service's name and the given image."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-group"] == "/ecs/slipway-test/catalog" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The log must go to the service's group and be kept for 30 days."
  }

  assert {
    condition     = !jsondecode(aws_ecs_task_definition.this.container_definitions)[0].privileged && !aws_ecs_service.this[0].enable_execute_command
    error_message = "The container must not be privileged, and nobody may open a shell in it, until somebody says so."
  }

  assert {
    condition     = keys(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters) == ["capabilities"]
    error_message = "Nothing may be writable until it is asked for."
  }
}

run "the_environment_says_port_and_image" {
  command = apply

  variables {
    environment = { ZONE = "z", CURRENCY = "EUR" }
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [
      { name = "CURRENCY", value = "EUR" },
      { name = "IMAGE_DIGEST", value = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
      { name = "PORT", value = "8080" },
      { name = "ZONE", value = "z" },
    ]
    error_message = "The environment must hold PORT, the digest and what was given, in the order of the names."
  }

  assert {
    condition     = output.container_environment.IMAGE_DIGEST == "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" && output.container_environment.PORT == "8080"
    error_message = "The output must say what the container is told."
  }
}

run "it_has_the_roles_that_it_was_given" {
  command = apply

  assert {
    condition     = aws_ecs_task_definition.this.execution_role_arn == "arn:aws:iam::123456789012:role/slipway-test-catalog-execution" && aws_ecs_task_definition.this.task_role_arn == "arn:aws:iam::123456789012:role/slipway-test-catalog-task"
    error_message = "Each of the two roles must be where it belongs."
  }
}

run "secrets_come_by_reference" {
  command = apply

  variables {
    secrets = {
      FLAG        = "arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag"
      DB_PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::"
    }
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets == [
      { name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::" },
      { name = "FLAG", valueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag" },
    ]
    error_message = "Secrets must reach the container by their ARNs."
  }
}

run "a_name_that_only_speaks_of_a_secret_is_no_secret" {
  command = plan

  variables {
    environment = {
      ACCESS_TOKEN_EXPIRE_MINUTES = "30"
      DB_PASSWORD_FILE            = "/run/db"
      MAX_TOKENS                  = "4096"
      PASSWORD_MIN_LENGTH         = "12"
      SECRETARY_EMAIL             = "office@example.com"
      TOKEN_BUCKET_SIZE           = "10"
      TOKEN_TTL                   = "60"
      TOKENIZER                   = "bpe"
      TOKEN_EXPIRES_IN            = "60"
    }
  }

  assert {
    condition     = output.container_environment.ACCESS_TOKEN_EXPIRE_MINUTES == "30" && output.container_environment.MAX_TOKENS == "4096"
    error_message = "What only looks a little like a secret must be possible."
  }
}

run "a_name_like_a_secret_is_accepted_by_name" {
  command = plan

  variables {
    environment = { NEXT_PAGE_TOKEN = "p" }
    not_secrets = ["NEXT_PAGE_TOKEN"]
  }

  assert {
    condition     = output.container_environment.NEXT_PAGE_TOKEN == "p"
    error_message = "A name in not_secrets must reach the container."
  }
}

run "scratch_space_is_in_memory" {
  command = apply

  variables {
    tmpfs = { "/tmp" = 64 }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.tmpfs == [{ containerPath = "/tmp", mountOptions = ["noexec", "nosuid", "nodev"], size = 64 }]
    error_message = "The folder must be writable, of its size, and nothing in it may be run."
  }
}

run "a_shell_has_what_it_needs" {
  command = apply

  variables {
    enable_execute_command = true
  }

  assert {
    condition     = aws_ecs_service.this[0].enable_execute_command && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.initProcessEnabled
    error_message = "ECS must be told, and an init process must collect what a shell leaves behind."
  }

  assert {
    condition     = [for t in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.tmpfs : t.containerPath] == ["/var/lib/amazon/ssm"] && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "The agent must have its folder, and the root stay read-only."
  }
}
