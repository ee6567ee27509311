# want: local.tfvars:8: emulated: true or false is needed, this is the string "no"
# want: local.tfvars:9: regoin: there is no such setting: did you mean region?
# want: local.tfvars:13: services.catalog.port: a number is needed, this is the string "http"
# want: local.tfvars:21: services.orders.helth_path: there is no such setting: did you mean health_path?
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = "no"
regoin      = "x"

services = {
  catalog = {
    port = "http"
    path = "/catalog"
    uses = { databases = ["main"] }
  }

  orders = {
    port        = 8080
    path        = "/orders"
    helth_path  = "/orders/healthz"
  }
}

databases = { main = {} }
