# want: local.tfvars:15: services.orders.port: this number has too many digits
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
    port        = 1e999999999
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
