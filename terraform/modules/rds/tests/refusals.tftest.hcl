mock_provider "aws" {}

variables {
  name                   = "slipway-test"
  region                 = "eu-west-1"
  vpc_id                 = "vpc-0123456789abcdef0"
  subnet_ids             = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
  client_security_groups = { orders = "sg-0orders" }
  databases              = {}
}

run "refuses_a_single_zone_and_bad_settings" {
  command = plan

  variables {
    name                     = "Slipway"
    subnet_ids               = { eu-west-1a = "subnet-0a" }
    log_retention_days       = 31
    log_kms_key_arn          = "alias/logs"
    permissions_boundary_arn = "workloads"
  }

  expect_failures = [var.name, var.subnet_ids, var.log_retention_days, var.log_kms_key_arn, var.permissions_boundary_arn]
}

run "refuses_a_client_that_is_not_there" {
  command = plan

  variables {
    databases = { orders = { clients = ["catalog"] } }
  }

  expect_failures = [var.databases]
}

run "refuses_connections_in_clear" {
  command = plan

  variables {
    databases = { orders = { parameters = { "rds.force_ssl" = "0" } } }
  }

  expect_failures = [var.databases]
}

run "refuses_no_backups" {
  command = plan

  variables {
    databases = { orders = { backup_days = 0 } }
  }

  expect_failures = [var.databases]
}

run "refuses_a_disk_that_cannot_grow" {
  command = plan

  variables {
    databases = { orders = { storage_gb = 100, max_storage_gb = 100 } }
  }

  expect_failures = [var.databases]
}

run "refuses_an_unknown_version" {
  command = plan

  variables {
    databases = { orders = { engine_version = "postgres17" } }
  }

  expect_failures = [var.databases]
}

run "refuses_a_class_of_ec2" {
  command = plan

  variables {
    databases = { orders = { instance_class = "m7g.large" } }
  }

  expect_failures = [var.databases]
}

run "refuses_names_that_rds_keeps_for_itself" {
  command = plan

  variables {
    databases = { orders = { username = "postgres" } }
  }

  expect_failures = [var.databases]
}

run "refuses_a_database_name_that_is_taken" {
  command = plan

  variables {
    databases = { postgres = {} }
  }

  expect_failures = [var.databases]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    databases = { orders = { kms_key_arn = "alias/orders" } }
  }

  expect_failures = [var.databases]
}

run "refuses_unknown_monitoring" {
  command = plan

  variables {
    databases = { orders = { monitoring_seconds = 2 } }
  }

  expect_failures = [var.databases]
}

run "refuses_a_name_that_is_none" {
  command = plan

  variables {
    databases = { Orders_DB = {} }
  }

  expect_failures = [var.databases]
}
