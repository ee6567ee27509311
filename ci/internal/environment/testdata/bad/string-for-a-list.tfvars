# want: local.tfvars:22: alarms.emails: a list is needed, this is the string "on-call@example.com": write ["on-call@example.com"]
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
alarms = { emails = "on-call@example.com" }
