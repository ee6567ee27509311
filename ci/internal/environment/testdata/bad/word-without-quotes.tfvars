# want: local.tfvars:5: emulated: yes is not a value: write text in quotes, "yes", and a bool as true or false
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = yes

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
