# want: local.tfvars:16: services.mailer.scaling.requests: a worker gets no requests: write cpu, memory or queue, for example cpu = 60
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

  mailer = {
    worker  = true
    scaling = { min = 2, max = 5, requests = 100 }
  }
}

databases = { main = {} }
