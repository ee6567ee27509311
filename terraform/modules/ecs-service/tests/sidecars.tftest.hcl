mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  sidecars = {
    proxy = {
      image        = "registry.example.com/proxy@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      command      = ["/proxy", "--database", "orders"]
      environment  = { ZONE = "z", LEVEL = "info" }
      secrets      = { KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/proxy/key" }
      port         = 5432
      health_check = { command = ["/proxy", "ready"], start_period = 10 }
    }
    agent = {
      image        = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
      essential    = false
      memory       = 64
      starts_after = { catalog = "START" }
    }
  }

  starts_after = { proxy = "HEALTHY" }
}

run "a_sidecar_is_locked_down_like_the_service" {
  command = apply

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[1] == {
      name                   = "agent"
      image                  = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
      essential              = false
      cpu                    = 64
      memory                 = 64
      environment            = []
      user                   = "65532:65532"
      privileged             = false
      readonlyRootFilesystem = true
      stopTimeout            = 30
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      dependsOn              = [{ containerName = "catalog", condition = "START" }]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/slipway-test/catalog"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "agent"
          mode                  = "non-blocking"
          max-buffer-size       = "25m"
        }
      }
    }
    error_message = "A sidecar must have the locks of the service's container, no more than it was given, and streams of its own: ${aws_ecs_task_definition.this.container_definitions}"
  }
}

run "a_sidecar_has_what_it_is_given" {
  command = apply

  assert {
    condition = { for key, value in jsondecode(aws_ecs_task_definition.this.container_definitions)[2] : key => jsonencode(value) if contains(["command", "environment", "secrets", "portMappings", "healthCheck", "essential"], key) } == {
      command      = jsonencode(["/proxy", "--database", "orders"])
      environment  = jsonencode([{ name = "LEVEL", value = "info" }, { name = "PORT", value = "5432" }, { name = "ZONE", value = "z" }])
      secrets      = jsonencode([{ name = "KEY", valueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/proxy/key" }])
      portMappings = jsonencode([{ containerPort = 5432, hostPort = 5432, protocol = "tcp" }])
      healthCheck  = jsonencode({ command = ["CMD", "/proxy", "ready"], interval = 30, retries = 3, startPeriod = 10, timeout = 5 })
      essential    = jsonencode(true)
    }
    error_message = "What a sidecar is given must reach it: ${aws_ecs_task_definition.this.container_definitions}"
  }

  assert {
    condition     = local.container.dependsOn == [{ containerName = "proxy", condition = "HEALTHY" }]
    error_message = "The service must wait for what it said."
  }
}

run "a_task_has_room_for_its_sidecars" {
  command = apply

  assert {
    condition     = tonumber(aws_ecs_task_definition.this.cpu) == 256 + 2 * 64 && tonumber(aws_ecs_task_definition.this.memory) == 256 + 128 + 64
    error_message = "Sidecars must come on top of what the service has."
  }

  assert {
    condition     = local.container.cpu == 256 && local.container.memory == 256
    error_message = "The service must not take what its sidecars need."
  }

  assert {
    condition     = output.ready_seconds == 10 + 3 * 35 + 60 + 2 * 10 + 5
    error_message = "A verification must give the service the time that it waits for the proxy."
  }
}

run "the_load_balancer_asks_the_service_alone" {
  command = apply

  variables {
    before = { command = ["/service", "migrate"] }
  }

  assert {
    condition     = [for target in aws_ecs_service.this[0].load_balancer : "${target.container_name}:${target.container_port}"] == ["catalog:8080"] && length(aws_vpc_security_group_ingress_rule.task) == 1
    error_message = "No port of a sidecar may be open to others."
  }

  assert {
    condition     = [for container in jsondecode(aws_ecs_task_definition.before[0].container_definitions) : container.name] == ["catalog"] && !contains(keys(jsondecode(aws_ecs_task_definition.before[0].container_definitions)[0]), "dependsOn")
    error_message = "What runs before a release must run alone, and wait for nobody."
  }
}

run "a_sidecar_may_be_unlocked_for_a_reason" {
  command = apply

  variables {
    enable_execute_command = true
    starts_after           = {}
    sidecars = { agent = {
      image         = "registry.example.com/agent@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
      image_user    = { reason = "the image begins as root" }
      writable_root = { reason = "it writes its own settings" }
    } }
  }

  assert {
    condition     = !contains(keys(local.sidecars[0]), "user") && !local.sidecars[0].readonlyRootFilesystem && local.sidecars[0].linuxParameters.capabilities.drop == ["ALL"]
    error_message = "Each lock must be let go, and no other."
  }

  assert {
    condition     = local.sidecars[0].linuxParameters.initProcessEnabled && [for t in local.sidecars[0].linuxParameters.tmpfs : t.containerPath] == ["/var/lib/amazon/ssm"]
    error_message = "A shell must find in a sidecar what it finds in the service."
  }
}
