# want: local.tfvars:4: region: "us-east-1a" is not the code of a region: write one, for example "eu-west-1", not a zone or a display name
project     = "slipway"
environment = "local"
region      = "us-east-1a"
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
