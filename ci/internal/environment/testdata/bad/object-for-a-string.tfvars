# want: local.tfvars:4: region: a string is needed, this is an object
project     = "slipway"
environment = "local"
region      = { name = "us-east-1" }
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
  }
}

databases = { main = {} }
