# want: local.tfvars:16: services.mailer.scaling.schedules.night.cron: this is missing: a string is needed
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
    scaling = { min = 2, max = 5, cpu = 60, schedules = { night = { min = 2, max = 2 } } }
  }
}

databases = { main = {} }
