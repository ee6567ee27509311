# want: local.tfvars:17: services.orders.tmpfs["/tmp"]: a number is needed, this is the string "big"
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
    tmpfs       = { "/tmp" = "big" }
  }
}

databases = { main = {} }
