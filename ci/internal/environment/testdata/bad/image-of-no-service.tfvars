# want: local.tfvars:17: services.mailer.image: there is no service catalgo: did you mean catalog?
# want: local.tfvars:22: services.report.image: mailer has no image of its own, it runs that of catalgo: write a service that has one
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
    worker = true
    image  = "catalgo"
  }

  report = {
    schedule = "rate(1 hour)"
    image    = "mailer"
  }
}

databases = { main = {} }
