# want: local.tfvars:4: region: lower is a function, and settings hold plain values: write the value itself, text in quotes
project     = "slipway"
environment = "local"
region      = lower("US-EAST-1")
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
