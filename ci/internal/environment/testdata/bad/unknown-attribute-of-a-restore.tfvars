# want: local.tfvars:20: databases.main.restore.at: there is no such setting: there are from, time
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port = 8080
    path = "/catalog"
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = { restore = { from = "slipway-local-old", at = "2026-01-31T09:45:00Z" } } }
