mock_provider "aws" {
  source = "./tests/mocks"
}

# Each new setting could change what stands already: this is all that a service is told to run which uses none of them.
run "a_container_is_defined_as_ever" {
  command = apply

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions) == [{
      name                   = "catalog"
      image                  = var.image
      essential              = true
      user                   = "65532:65532"
      privileged             = false
      readonlyRootFilesystem = true
      stopTimeout            = 30
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      portMappings           = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]

      environment = [
        { name = "IMAGE_DIGEST", value = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        { name = "PORT", value = "8080" },
      ]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/slipway-test/catalog"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "catalog"
          mode                  = "non-blocking"
          max-buffer-size       = "25m"
        }
      }
    }]
    error_message = "The definition of a service without further settings changed, and so would every service that stands: ${aws_ecs_task_definition.this.container_definitions}"
  }
}
