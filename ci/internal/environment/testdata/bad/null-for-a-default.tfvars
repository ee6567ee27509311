# want: local.tfvars:22: cluster.max_size: null is not nothing here, Terraform takes the default, 6: leave it out, or write the value that you mean
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
cluster   = { max_size = null }
