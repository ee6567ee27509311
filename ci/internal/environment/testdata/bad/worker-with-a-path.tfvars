# want: local.tfvars:18: services.mailer.path: a worker has none, as nobody reaches it: take this out, or take worker out
# want: local.tfvars:19: services.mailer.port: a worker has none, as nobody reaches it: take this out, or take worker out
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
    command = ["/service", "mail"]
    path    = "/mail"
    port    = 8080
  }
}

databases = { main = {} }
