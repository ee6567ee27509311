mock_provider "aws" {
  source = "./tests/mocks"

  mock_resource "aws_vpc" {
    defaults = { id = "vpc-0test" }
  }
}

run "s3_and_dynamodb_go_round_the_nat_gateways" {
  command = apply

  assert {
    condition = { for s, e in aws_vpc_endpoint.gateway : s => [e.service_name, e.vpc_endpoint_type] } == {
      dynamodb = ["com.amazonaws.eu-west-1.dynamodb", "Gateway"], s3 = ["com.amazonaws.eu-west-1.s3", "Gateway"]
    }
    error_message = "By default S3 and DynamoDB must have their gateway endpoints."
  }

  assert {
    condition     = alltrue([for e in aws_vpc_endpoint.gateway : e.route_table_ids == toset([for t in aws_route_table.private : t.id])])
    error_message = "Each gateway endpoint must be in the route tables of all private subnets."
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && length(aws_security_group.endpoints) == 0
    error_message = "Interface endpoints cost money: none may be made unasked."
  }
}

run "interface_endpoints_admit_the_vpc_alone" {
  command = apply

  variables {
    interface_endpoints = ["ecr.api", "logs"]
  }

  assert {
    condition     = { for s, e in aws_vpc_endpoint.interface : s => e.service_name } == { "ecr.api" = "com.amazonaws.eu-west-1.ecr.api", logs = "com.amazonaws.eu-west-1.logs" }
    error_message = "Each service that is named must have its endpoint."
  }

  assert {
    condition     = alltrue([for e in aws_vpc_endpoint.interface : e.private_dns_enabled && e.subnet_ids == toset([for s in aws_subnet.private : s.id]) && e.security_group_ids == toset([aws_security_group.endpoints[0].id])])
    error_message = "An endpoint must stand in every zone's private subnet, under the service's own name, behind its own group."
  }

  assert {
    condition     = [for r in aws_vpc_security_group_ingress_rule.endpoints : [r.cidr_ipv4, r.from_port, r.to_port, r.ip_protocol]] == [["10.0.0.0/16", 443, 443, "tcp"]]
    error_message = "Only HTTPS from the VPC's own addresses may come in."
  }
}

run "flow_logs_are_on" {
  command = apply

  assert {
    condition     = aws_flow_log.this[0].vpc_id == aws_vpc.this[0].id && aws_flow_log.this[0].traffic_type == "ALL" && aws_flow_log.this[0].log_destination == aws_cloudwatch_log_group.flow[0].arn
    error_message = "By default all traffic of the VPC must be logged."
  }

  assert {
    condition     = output.flow_log_group == "/vpc/slipway-test/flow" && aws_cloudwatch_log_group.flow[0].retention_in_days == 90
    error_message = "The log must have its name and an end."
  }
}

run "the_flow_log_role_reaches_its_own_group" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role_policy.flow[0].policy).Statement == [
      {
        Effect = "Allow"
        Action = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = [
          "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/slipway-test/flow",
          "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/slipway-test/flow:*",
        ]
      },
      { Effect = "Allow", Action = "logs:DescribeLogGroups", Resource = "arn:aws:logs:eu-west-1:123456789012:log-group:*" },
    ]
    error_message = "The role may write to its own group and nothing else."
  }

  assert {
    condition = jsondecode(aws_iam_role.flow[0].assume_role_policy).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = "123456789012" }
      ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*" }
    }
    error_message = "Only flow logs of this account may use the role."
  }
}

run "flow_logs_as_asked_for" {
  command = plan

  variables {
    flow_logs = { traffic_type = "REJECT", retention_days = 365, aggregation_seconds = 60, kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/abc" }
  }

  assert {
    condition     = aws_flow_log.this[0].traffic_type == "REJECT" && aws_flow_log.this[0].max_aggregation_interval == 60 && aws_cloudwatch_log_group.flow[0].retention_in_days == 365 && aws_cloudwatch_log_group.flow[0].kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/abc"
    error_message = "The settings of the flow logs must be what was asked for."
  }
}

run "flow_logs_can_be_left_out" {
  command = plan

  variables {
    flow_logs         = { enabled = false }
    gateway_endpoints = []
  }

  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_iam_role.flow) == 0 && length(aws_cloudwatch_log_group.flow) == 0 && output.flow_log_group == null && length(aws_vpc_endpoint.gateway) == 0
    error_message = "What is switched off must not be made."
  }
}

run "refuses_endpoints_that_nothing_would_find" {
  command = plan

  variables {
    dns_hostnames       = false
    interface_endpoints = ["logs"]
  }

  expect_failures = [var.interface_endpoints]
}

run "refuses_what_aws_does_not_have" {
  command = plan

  variables {
    gateway_endpoints   = ["s3", "ecr.api"]
    interface_endpoints = ["ecr"]
    flow_logs           = { traffic_type = "all", retention_days = 100, kms_key_arn = "alias/logs", aggregation_seconds = 300 }
  }

  expect_failures = [var.gateway_endpoints, var.interface_endpoints, var.flow_logs]
}
