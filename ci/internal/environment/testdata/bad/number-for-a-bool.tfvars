# want: local.tfvars:5: emulated: true or false is needed, this is a number
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = 1

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
