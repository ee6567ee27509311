# want: local.tfvars:12: services.catalog.retry: a service behind the load balancer has none, as it runs all the time: take this out, or write a schedule
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port  = 8080
    path  = "/catalog"
    uses  = { databases = ["main"] }
    retry = { attempts = 3 }
  }
}

databases = { main = {} }
