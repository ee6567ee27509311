# want: local.tfvars:8: services.cart: an object { … } is needed, this is null
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  cart = null
  catalog = {
    port = 8080
    path = "/catalog"
    uses = { databases = ["main"] }
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
