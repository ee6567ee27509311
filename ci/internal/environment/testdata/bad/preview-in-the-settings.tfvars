# want: local.tfvars:22: preview: the pipeline sets this itself: take it out
project     = "slipway"
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
preview = { name = "pr-12" }
