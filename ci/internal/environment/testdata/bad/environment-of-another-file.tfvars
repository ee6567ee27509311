# want: local.tfvars:3: environment: "prod" is not the environment of this file, "local": make them the same
project     = "slipway"
environment = "prod"
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
  }
}

databases = { main = {} }
