mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  connect = { namespace_arn = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0123456789abcdef", serves = true }
}

run "others_call_it_by_its_name" {
  command = apply

  assert {
    condition     = one(aws_ecs_service.this[0].service_connect_configuration).enabled && one(aws_ecs_service.this[0].service_connect_configuration).namespace == var.connect.namespace_arn
    error_message = "The service must be in the namespace that it was given, and in no other."
  }

  assert {
    condition = (
      local.container.portMappings[0].name == "catalog" && local.container.portMappings[0].appProtocol == "http" &&
      one(one(aws_ecs_service.this[0].service_connect_configuration).service).port_name == "catalog" &&
      one(one(one(aws_ecs_service.this[0].service_connect_configuration).service).client_alias).dns_name == "catalog" &&
      one(one(one(aws_ecs_service.this[0].service_connect_configuration).service).client_alias).port == 8080
    )
    error_message = "Others must reach http://catalog:8080, and the proxy must know that it is HTTP: it balances connections otherwise, and not calls."
  }

  assert {
    condition = (
      one(one(one(aws_ecs_service.this[0].service_connect_configuration).service).timeout).per_request_timeout_seconds == 15 &&
      one(one(one(aws_ecs_service.this[0].service_connect_configuration).service).timeout).idle_timeout_seconds == 300
    )
    error_message = "A call that nobody answers must end."
  }

  assert {
    condition = (
      one(one(aws_ecs_service.this[0].service_connect_configuration).log_configuration).log_driver == "awslogs" &&
      one(one(aws_ecs_service.this[0].service_connect_configuration).log_configuration).options["awslogs-group"] == "/ecs/slipway-test/catalog" &&
      one(one(aws_ecs_service.this[0].service_connect_configuration).log_configuration).options["mode"] == "non-blocking"
    )
    error_message = "What the proxy says must be in the service's log, and a slow log must not make calls slow."
  }
}

run "the_proxy_has_room_of_its_own" {
  command = apply

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "320"
    error_message = "The proxy's 256 CPU units and 64 MiB must come on top of what the service asks for: the size of the task is what instances are counted by."
  }

  assert {
    condition     = local.container.memory == 256 && local.container.cpu == 256
    error_message = "The container must not be able to take the proxy's memory."
  }
}

run "who_only_calls_is_called_by_nobody" {
  command = apply

  variables {
    connect = { namespace_arn = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0123456789abcdef", cpu = 512, memory = 128 }
  }

  assert {
    condition     = length(one(aws_ecs_service.this[0].service_connect_configuration).service) == 0 && !contains(keys(local.container.portMappings[0]), "name")
    error_message = "A service that others do not use must have no name among them."
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "768" && aws_ecs_task_definition.this.memory == "384"
    error_message = "Who calls much must be able to give the proxy more."
  }
}

run "who_has_no_part_in_it_is_as_before" {
  command = apply

  variables {
    connect = null
  }

  assert {
    condition     = length(aws_ecs_service.this[0].service_connect_configuration) == 0 && aws_ecs_task_definition.this.cpu == "256" && aws_ecs_task_definition.this.memory == "256"
    error_message = "Without connect there must be no proxy, and nothing is kept free for one."
  }

  assert {
    condition     = length(setintersection(keys(local.container), ["memory", "cpu"])) == 0 && join(" ", keys(local.container.portMappings[0])) == "containerPort hostPort protocol"
    error_message = "A task definition that nothing changes must stay as it is, or every service is deployed anew."
  }
}

run "what_runs_before_has_no_proxy" {
  command = apply

  variables {
    before = { command = ["/service", "migrate"] }
  }

  assert {
    condition     = aws_ecs_task_definition.before[0].cpu == "256" && aws_ecs_task_definition.before[0].memory == "256"
    error_message = "Service Connect is for tasks of services alone: no room is kept for a proxy that is not there."
  }
}

run "refuses_a_proxy_that_starves" {
  command = plan

  variables {
    connect = { namespace_arn = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0123456789abcdef", cpu = 128 }
  }

  expect_failures = [var.connect]
}

run "refuses_a_call_that_outlives_its_connection" {
  command = plan

  variables {
    connect = { namespace_arn = "arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-0123456789abcdef", idle_timeout = 10, request_timeout = 15 }
  }

  expect_failures = [var.connect]
}

run "refuses_a_namespace_by_its_name" {
  command = plan

  variables {
    connect = { namespace_arn = "slipway-test" }
  }

  expect_failures = [var.connect]
}

run "refuses_a_job" {
  command = plan

  variables {
    shape                           = "job"
    port                            = null
    path                            = null
    health_path                     = null
    priority                        = null
    listener_arn                    = null
    load_balancer_security_group_id = null
    load_balancer_arn_suffix        = null
  }

  expect_failures = [var.connect]
}
