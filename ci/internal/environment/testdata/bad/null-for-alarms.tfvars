# want: local.tfvars:16: services.orders.alarms: null is not nothing here, Terraform takes the default: write alarms = { enabled = false } to have none, or leave it out
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
    alarms      = null
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
