# want: local.tfvars:8: services.catalog-of-all-that-we-sell: "catalog-of-all-that-we-sell" is not a service name: write at most 24 lower-case letters, digits and single hyphens, beginning with a letter
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog-of-all-that-we-sell = {
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
