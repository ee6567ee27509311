# want: local.tfvars:16: services.orders.port: this is set twice, first on line 15: keep one
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
    port        = 8080
    port        = 9090
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
