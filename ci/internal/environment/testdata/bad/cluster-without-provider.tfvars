# want: local.tfvars:20: cluster.existing.capacity_provider: this is missing: a string is needed
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

cluster = { existing = { name = "shared" } }
