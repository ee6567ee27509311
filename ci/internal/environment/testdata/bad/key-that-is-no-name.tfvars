# want: local.tfvars:17: services.orders: (upper("x")) can't name a setting: write letters, digits and underscores, anything else in quotes
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
    (upper("x")) = "/orders/healthz"
  }
}

databases = { main = {} }
