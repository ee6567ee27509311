terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # The rest (bucket, region) depends on account and environment and is given at init.
  backend "s3" {
    key          = "platform/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  # The emulator's number is its own.
  allowed_account_ids = var.account == null || var.emulated ? null : [var.account]

  # Against the emulator the endpoint comes from AWS_ENDPOINT_URL. A call that it does not know would otherwise be tried
  # again for minutes.
  max_retries                 = var.emulated ? 3 : null
  s3_use_path_style           = var.emulated
  skip_credentials_validation = var.emulated
  skip_metadata_api_check     = var.emulated
  skip_region_validation      = var.emulated

  default_tags {
    # A preview has its base's, by which the pipeline's roles know what is theirs, and one of its own.
    tags = merge({
      Project     = var.project
      Environment = var.environment
      ManagedBy   = "slipway"
    }, { for preview in var.preview[*] : "Preview" => preview.name })
  }
}
