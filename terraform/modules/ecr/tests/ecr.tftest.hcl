mock_provider "aws" {}

variables {
  prefix   = "slipway-test"
  services = ["catalog", "orders"]
}

run "one_repository_a_service" {
  command = plan

  assert {
    condition     = { for k, r in aws_ecr_repository.this : k => r.name } == { catalog = "slipway-test/catalog", orders = "slipway-test/orders" }
    error_message = "Each service must have the repository <prefix>/<service>, under its own name."
  }

  assert {
    condition = alltrue([
      for r in aws_ecr_repository.this :
      r.image_tag_mutability == "IMMUTABLE" && r.image_scanning_configuration[0].scan_on_push && r.encryption_configuration[0].encryption_type == "AES256" && !r.force_delete
    ])
    error_message = "Tags must be immutable, images scanned and encrypted, and a repository with images must stay."
  }
}

run "a_new_service_leaves_the_others_alone" {
  command = plan

  variables {
    services = ["apples", "catalog", "orders"]
  }

  assert {
    condition     = aws_ecr_repository.this["catalog"].name == "slipway-test/catalog" && aws_ecr_repository.this["orders"].name == "slipway-test/orders"
    error_message = "Repositories must be known by name, not by their place in a list."
  }
}

run "tagged_images_go_by_number_never_by_age" {
  command = plan

  variables {
    keep_images   = 25
    keep_releases = 40
  }

  assert {
    condition = [
      for rule in jsondecode(aws_ecr_lifecycle_policy.this["catalog"].policy).rules :
      [rule.selection.countType, rule.selection.countNumber]
    ] == [["imageCountMoreThan", 40], ["imageCountMoreThan", 25]]
    error_message = "A rule that takes tagged images must count them."
  }

  assert {
    condition     = alltrue([for rule in jsondecode(aws_ecr_lifecycle_policy.this["catalog"].policy).rules : rule.selection.tagStatus == "tagged"])
    error_message = "No rule may take what has no tag: signatures and SBOMs have none."
  }
}

# ECR looks at the rules by their priority, and an image that matches the tags of one is never taken by a later one.
run "what_served_in_a_release_outlives_any_number_of_pushes" {
  command = plan

  assert {
    condition = [
      for priority in sort([for rule in jsondecode(aws_ecr_lifecycle_policy.this["catalog"].policy).rules : rule.rulePriority]) : one([
        for rule in jsondecode(aws_ecr_lifecycle_policy.this["catalog"].policy).rules : [rule.selection.tagPatternList, rule.selection.countNumber] if tostring(rule.rulePriority) == priority
      ])
    ] == [[["release-*"], 100], [["*"], 100]]
    error_message = "The images of releases must match a rule of their own, ahead of the one for all images, and a hundred of them must stay."
  }
}

run "images_go_with_the_named_repository_alone" {
  command = plan

  variables {
    removable = ["orders"]
  }

  assert {
    condition     = { for service, r in aws_ecr_repository.this : service => r.force_delete } == { catalog = false, orders = true } && output.deletable == toset(["orders"])
    error_message = "Only a repository that is named may be deleted with its images."
  }
}

run "takes_a_key_of_ones_own" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = alltrue([for r in aws_ecr_repository.this : r.encryption_configuration[0].encryption_type == "KMS" && r.encryption_configuration[0].kms_key == var.kms_key_arn])
    error_message = "The key must reach every repository."
  }
}

run "refuses_to_remove_what_is_no_service" {
  command = plan

  variables {
    removable = ["payments"]
  }

  expect_failures = [var.removable]
}

run "refuses_what_ecr_refuses" {
  command = plan

  variables {
    prefix        = "Slipway"
    services      = ["Catalog"]
    keep_images   = 1
    keep_releases = 2.5
    kms_key_arn   = "alias/images"
  }

  expect_failures = [var.prefix, var.services, var.keep_images, var.keep_releases, var.kms_key_arn]
}

run "refuses_no_service" {
  command = plan

  variables {
    services = []
  }

  expect_failures = [var.services]
}
