# want: local.tfvars:11: services.catalog.uses.databases: this is computed, and settings hold plain values: write the value itself, text in quotes
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port = 8080
    path = "/catalog"
    uses = { databases = [for name in ["main"] : name] }
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
