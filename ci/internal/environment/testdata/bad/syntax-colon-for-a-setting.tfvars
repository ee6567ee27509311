# want: local.tfvars:4: this is not valid HCL: a setting is written NAME = VALUE
project     = "slipway"
environment = "local"
region: "us-east-1"
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
