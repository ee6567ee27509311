# want: local.tfvars:4: region: us-east-1 is not a value: write text in quotes, "us-east-1", and a bool as true or false
project     = "slipway"
environment = "local"
region      = us-east-1
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
