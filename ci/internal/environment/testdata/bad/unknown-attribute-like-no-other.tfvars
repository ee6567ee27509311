# want: local.tfvars:17: services.orders.replicas: there is no such setting: terraform/stacks/platform/variables_services.tf has the list
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
    replicas    = 3
  }
}

databases = { main = {} }
