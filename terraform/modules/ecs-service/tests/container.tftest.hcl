mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/slipway-test-catalog/0123456789abcdef" }
  }

  mock_resource "aws_lb_listener_rule" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/slipway-test/1/2/3" }
  }

  mock_resource "aws_security_group" {
    defaults = { id = "sg-0task" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/slipway-test-catalog:7" }
  }
}

variables {
  name                            = "catalog"
  name_prefix                     = "slipway-test"
  region                          = "eu-west-1"
  image                           = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  port                            = 8080
  path                            = "/catalog"
  health_path                     = "/catalog/healthz"
  priority                        = 40769
  cluster_arn                     = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
  capacity_provider               = "slipway-test"
  vpc_id                          = "vpc-0123456789abcdef0"
  subnet_ids                      = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  listener_arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
  load_balancer_security_group_id = "sg-0loadbalancer"
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
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout > tonumber(aws_lb_target_group.this.deregistration_delay)
    error_message = "A task must live longer than the requests that the load balancer waits for."
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

run "roles_may_do_what_they_must_and_no_more" {
  command = apply

  variables {
    secrets = {
      DB_PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::"
      DB_USER     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:user::"
      FLAG        = "arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag"
    }
  }

  assert {
    condition = { for s in jsondecode(aws_iam_role_policy.execution.policy).Statement : s.Sid => s.Resource } == {
      WriteLogs       = ["arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/slipway-test/catalog:*"]
      PullImage       = ["arn:aws:ecr:eu-west-1:123456789012:repository/slipway-test/catalog"]
      LogInToRegistry = ["*"]
      ReadSecrets     = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"]
      ReadParameters  = ["arn:aws:ssm:eu-west-1:123456789012:parameter/slipway/flag"]
    }
    error_message = "The execution role must reach its own log, repository and secrets, and only the login may be for all."
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "The service itself may do nothing in AWS until it is told."
  }

  assert {
    condition     = jsondecode(aws_iam_role.task.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Only this account's tasks may have the role."
  }

  assert {
    condition     = [for s in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : s.name] == ["DB_PASSWORD", "DB_USER", "FLAG"]
    error_message = "Secrets must reach the container by their ARNs."
  }
}

run "an_image_from_elsewhere_needs_no_ecr" {
  command = apply

  variables {
    image = "registry.example.com/team/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.execution.policy).Statement : s.Sid] == ["WriteLogs"]
    error_message = "Without an image in ECR the execution role must not reach ECR."
  }
}

run "a_policy_reaches_the_task_role_only" {
  command = apply

  variables {
    task_policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::pictures/*\"}]}"
  }

  assert {
    condition     = aws_iam_role_policy.task[0].policy == var.task_policy && aws_iam_role_policy.task[0].role == aws_iam_role.task.name
    error_message = "The service's policy must be on the task role."
  }
}
