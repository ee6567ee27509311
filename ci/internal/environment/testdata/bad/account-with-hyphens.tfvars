# want: local.tfvars:4: account: "1234-5678-9012" is not the number of an account: write its 12 digits in quotes, for example "123456789012"
project     = "slipway"
environment = "local"
account     = "1234-5678-9012"
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
