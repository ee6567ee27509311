# want: local.tfvars:4: region: var.region is a reference, and settings hold plain values: write the value itself, text in quotes
project     = "slipway"
environment = "local"
region      = var.region
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
