# want: local.tfvars:14: services.orders.port: this is missing: a number is needed, or worker = true or a schedule for what answers no requests
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port = 8080
    path = "/catalog"
    uses = { databases = ["main"] }
  }

  orders = {
    port        = null
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
