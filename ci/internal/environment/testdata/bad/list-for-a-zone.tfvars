# want: local.tfvars:20: load_balancer.zone: a string is needed, this is a list
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

load_balancer = { zone = ["example.com"] }
