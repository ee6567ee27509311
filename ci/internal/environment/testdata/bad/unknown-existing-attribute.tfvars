# want: local.tfvars:21: vpc.existing.id: there is no such setting: there are private_subnet_ids, public_subnet_ids, vpc_id
# want: local.tfvars:21: vpc.existing.vpc_id: this is missing: a string is needed
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port = 8080
    path = "/catalog"
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

vpc = { existing = { id = "vpc-0123456789abcdef0", private_subnet_ids = ["subnet-0123456789abcdef0"] } }
