# want: local.tfvars:15: services.orders.port: a number is needed, this is null
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
