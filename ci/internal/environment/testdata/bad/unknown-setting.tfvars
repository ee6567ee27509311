# want: local.tfvars:5: emulatd: there is no such setting: did you mean emulated?
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulatd     = true

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
