# want: local.tfvars:5: emulated: true or false is needed, this is the string "perhaps"
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = "perhaps"

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
