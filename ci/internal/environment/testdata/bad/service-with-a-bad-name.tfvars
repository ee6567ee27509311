# want: local.tfvars:8: services.Product_Catalog: "Product_Catalog" is not a service name: write at most 24 lower-case letters, digits and single hyphens, beginning with a letter
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  Product_Catalog = {
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
