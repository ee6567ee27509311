# In another partition ARNs and some names of AWS's services are others.
mock_provider "aws" {
  source = "./tests/mocks"

  mock_data "aws_partition" {
    defaults = { partition = "aws-cn" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws-cn:iam::123456789012:role/mock" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws-cn:iam::123456789012:policy/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws-cn:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  region   = "cn-north-1"
  instance = true

  services = { catalog = { image = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", exec = true } }

  ci = {
    repository       = "example/shop"
    environments     = ["test"]
    state_bucket     = "slipway-test-state-123456789012"
    lock_table       = "slipway-test-lock"
    environment_tags = { Project = "slipway", Environment = "test" }
  }
}

run "no_policy_names_another_partition" {
  command = apply

  assert {
    condition = alltrue([
      for policy in concat(
        values(aws_iam_policy.ci)[*].policy, aws_iam_policy.boundary[*].policy, aws_iam_role_policy.instance[*].policy,
        values(aws_iam_role_policy.execution)[*].policy, values(aws_iam_role.task)[*].assume_role_policy, aws_iam_role.apply[*].assume_role_policy,
      ) : !strcontains(policy, "arn:aws:")
    ])
    error_message = "An ARN of the partition aws reaches nothing in China."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.execution["catalog"].policy).Statement : s.Resource if s.Sid == "PullImage"]) == ["arn:aws-cn:ecr:cn-north-1:123456789012:repository/slipway-test/catalog"]
    error_message = "A registry of another partition is ECR too: its repository must be reached."
  }
}

run "ec2_has_its_name_in_china" {
  command = apply

  assert {
    condition     = jsondecode(aws_iam_role.instance[0].assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com.cn"
    error_message = "Instances in China take on a role by EC2's name there."
  }

  assert {
    condition     = alltrue([for service in ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] : strcontains(one([for s in jsondecode(aws_iam_policy.ci["roles"].policy).Statement : jsonencode(s.Condition) if s.Sid == "PassRoles"]), "\"${service}\"")])
    error_message = "The pipeline must be able to give the instances their role."
  }
}
