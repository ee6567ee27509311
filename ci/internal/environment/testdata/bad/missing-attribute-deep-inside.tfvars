# want: local.tfvars:24: tables.orders.range_key.name: this is missing: a string is needed
# want: local.tfvars:24: tables.orders.hash_key: this is missing: an object { … } is needed
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
tables = {
  orders = { range_key = { type = "S" } }
}
