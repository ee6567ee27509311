mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  flow_logs = { enabled = false }
}

run "the_gateways_lead_to_the_own_account" {
  command = plan

  assert {
    condition = alltrue([for e in aws_vpc_endpoint.gateway : jsondecode(e.policy).Statement[0] == {
      Sid       = "ResourcesOfTheAccounts", Effect = "Allow", Principal = "*", Action = "*", Resource = "*"
      Condition = { StringEquals = { "aws:ResourceAccount" = ["123456789012"] } }
    }])
    error_message = "By default S3 and DynamoDB must be reached in the own account alone."
  }

  assert {
    condition = { for s, e in aws_vpc_endpoint.gateway : s => slice(jsondecode(e.policy).Statement, 1, length(jsondecode(e.policy).Statement)) } == {
      dynamodb = []
      s3 = [{
        Sid      = "BucketsOfAws", Effect = "Allow", Principal = "*", Action = "s3:GetObject"
        Resource = ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*", "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*"]
      }]
    }
    error_message = "Beside them ECR's layers and Amazon Linux's packages may be read, without which no image is pulled, and nothing else."
  }
}

run "interface_endpoints_take_the_own_credentials_for_own_resources" {
  command = plan

  variables {
    interface_endpoints = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager", "sns", "sqs"]
  }

  assert {
    condition = alltrue([for s in ["ecr.api", "ecr.dkr", "ecs", "logs", "secretsmanager", "sns", "sqs"] : jsondecode(aws_vpc_endpoint.interface[s].policy).Statement == [{
      Sid       = "IdentitiesAndResourcesOfTheAccounts", Effect = "Allow", Principal = "*", Action = "*", Resource = "*"
      Condition = { StringEquals = { "aws:PrincipalAccount" = ["123456789012"] }, StringEqualsIfExists = { "aws:ResourceAccount" = ["123456789012"] } }
    }]])
    error_message = "Neither credentials nor resources of another account may pass."
  }
}

run "documents_of_systems_manager_are_aws_own" {
  command = plan

  variables {
    interface_endpoints = ["ssm"]
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.interface["ssm"].policy).Statement[0].Condition == { StringEquals = { "aws:PrincipalAccount" = ["123456789012"] } }
    error_message = "Systems Manager's documents belong to AWS, and a shell needs them: only whose credentials ask may count."
  }
}

run "agents_endpoints_have_no_policy" {
  command = apply

  variables {
    interface_endpoints = ["ecs-agent", "ssmmessages"]
    endpoint_policy     = { accounts = ["999999999999"] }
  }

  override_resource {
    target = aws_vpc_endpoint.interface
    values = { policy = "AWS's own" }
  }

  assert {
    condition     = alltrue([for e in aws_vpc_endpoint.interface : e.policy == "AWS's own"])
    error_message = "AWS documents no policy of these endpoints, and might refuse one: they must keep the one that AWS gives them."
  }
}

run "others_may_be_named" {
  command = plan

  variables {
    interface_endpoints = ["secretsmanager"]
    endpoint_policy     = { accounts = ["999999999999"], buckets = ["partner-exports"] }
  }

  assert {
    condition = alltrue([
      jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[0].Condition.StringEquals["aws:ResourceAccount"] == ["123456789012", "999999999999"],
      jsondecode(aws_vpc_endpoint.interface["secretsmanager"].policy).Statement[0].Condition.StringEqualsIfExists["aws:ResourceAccount"] == ["123456789012", "999999999999"],
    ])
    error_message = "An account that is named must be reached beside the own one."
  }

  assert {
    condition     = jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement[2].Resource == ["arn:aws:s3:::partner-exports", "arn:aws:s3:::partner-exports/*"]
    error_message = "A bucket that is named must be reached whoever it belongs to."
  }
}

run "everything_on_request" {
  command = plan

  variables {
    interface_endpoints = ["logs"]
    endpoint_policy     = { enabled = false }
  }

  assert {
    condition     = alltrue([for e in concat(values(aws_vpc_endpoint.gateway), values(aws_vpc_endpoint.interface)) : jsondecode(e.policy).Statement == [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]])
    error_message = "Without limits the endpoints must open all, and say so: a policy that is left out stays as it was."
  }
}

run "refuses_names_that_open_more_than_they_say" {
  command = plan

  variables {
    endpoint_policy = { accounts = ["*"], buckets = ["*", "arn:aws:s3:::partner-exports"] }
  }

  expect_failures = [var.endpoint_policy]
}

run "refuses_names_where_all_is_open" {
  command = plan

  variables {
    endpoint_policy = { enabled = false, buckets = ["partner-exports"] }
  }

  expect_failures = [var.endpoint_policy]
}

run "asks_for_the_names_in_china" {
  command = plan

  variables {
    region              = "cn-north-1"
    availability_zones  = ["cn-north-1a", "cn-north-1b"]
    gateway_endpoints   = ["s3"]
    interface_endpoints = ["ecr.api"]
  }

  override_data {
    target = data.aws_partition.current[0]
    values = { partition = "aws-cn", reverse_dns_prefix = "cn.com.amazonaws" }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.named["s3"]
    values = { service_name = "com.amazonaws.cn-north-1.s3" }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.named["ecr.api"]
    values = { service_name = "cn.com.amazonaws.cn-north-1.ecr.api" }
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].service_name == "com.amazonaws.cn-north-1.s3" && aws_vpc_endpoint.interface["ecr.api"].service_name == "cn.com.amazonaws.cn-north-1.ecr.api"
    error_message = "The names must be those that AWS answers with: in China some begin with cn."
  }

  assert {
    condition = { for s, d in data.aws_vpc_endpoint_service.named : s => [d.service_type, one(d.filter).values] } == {
      s3        = ["Gateway", toset(["com.amazonaws.cn-north-1.s3", "cn.com.amazonaws.cn-north-1.s3"])]
      "ecr.api" = ["Interface", toset(["com.amazonaws.cn-north-1.ecr.api", "cn.com.amazonaws.cn-north-1.ecr.api"])]
    }
    error_message = "AWS must be asked for either name."
  }

  assert {
    condition     = !strcontains(aws_vpc_endpoint.gateway["s3"].policy, "arn:aws:")
    error_message = "The policy must name buckets of the partition."
  }
}

run "asks_for_no_names_elsewhere" {
  command = plan

  assert {
    condition     = length(data.aws_vpc_endpoint_service.named) == 0
    error_message = "Where all names are known a plan must not hang on the list."
  }
}
