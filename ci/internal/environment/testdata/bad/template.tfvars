# want: local.tfvars:17: services.orders.health_path: a string with ${…} or %{…} is computed, and settings hold plain values: write the value itself, or $${ and %%{ for the characters
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
    health_path = "${var.path}/healthz"
  }
}

databases = { main = {} }
