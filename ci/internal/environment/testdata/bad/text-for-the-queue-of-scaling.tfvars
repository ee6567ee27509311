# want: local.tfvars:16: services.mailer.scaling.queue: an object { … } is needed, this is the string "mail"
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
    scaling = { min = 2, max = 5, queue = "mail" }
  }
}

databases = { main = {} }
