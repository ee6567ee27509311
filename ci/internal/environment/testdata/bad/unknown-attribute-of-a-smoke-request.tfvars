# want: local.tfvars:18: services.orders.smoke[0].statsu: there is no such setting: did you mean status?
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
    path        = "/orders"
    health_path = "/orders/healthz"
    smoke       = [{ path = "/orders", statsu = 200 }]
  }
}

databases = { main = {} }
