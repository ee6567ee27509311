# want: local.tfvars:2: project: "Slipway_Shop" is not a project name: write 2 to 16 lower-case letters, digits and single hyphens, beginning with a letter
project     = "Slipway_Shop"
environment = "local"
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
