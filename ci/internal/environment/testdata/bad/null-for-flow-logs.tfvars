# want: local.tfvars:22: vpc.flow_logs: null is not nothing here, Terraform takes the default: write flow_logs = { enabled = false } to have none, or leave it out
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
vpc       = { flow_logs = null }
