# File systems of EFS, and what the task role may do with them.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  services = {
    orders = { port = 8080, path = "/orders", volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0" } } }
    shows  = { port = 8080, path = "/shows", volumes = { uploads = { path = "/uploads", file_system_id = "fs-0123456789abcdef0", access_point_id = "fsap-0123456789abcdef0", read_only = true } } }
    none   = { port = 8080, path = "/none" }
  }

  images = { for name in ["orders", "shows", "none"] : name => "registry.example.com/${name}@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
}

run "a_service_may_use_its_volume_by_its_access_point_alone" {
  command = plan

  assert {
    condition = jsondecode(local.task_policies["orders"]).Statement == [{
      Sid       = "VolumeUploads"
      Effect    = "Allow"
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource  = ["arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0123456789abcdef0"]
      Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0123456789abcdef0" } }
    }]
    error_message = "The role must reach this file system by this access point, never as its root: ${local.task_policies["orders"]}"
  }

  assert {
    condition     = jsondecode(local.task_policies["shows"]).Statement[0].Action == ["elasticfilesystem:ClientMount"] && local.task_policies["none"] == null
    error_message = "Who only reads must not be able to write, and who has no volume must have no policy."
  }
}
