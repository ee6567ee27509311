# want: local.tfvars:17: services.orders.helth_path: there is no such setting: did you mean health_path?
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
    helth_path  = "/orders/healthz"
  }
}

databases = { main = {} }
