# want: local.tfvars:15: services.catalog.before.command: the program is missing: write it and each argument by itself, for example ["/service", "migrate"]
# want: local.tfvars:24: services.orders.before.timeout: "ten minutes" is no time: write a number with s, m or h, for example "10m"
# want: local.tfvars:28: services.mailer.before.command: this is missing: a list is needed
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port   = 8080
    path   = "/catalog"
    uses   = { databases = ["main"] }
    before = {
      command = []
    }
  }

  orders = {
    port   = 8081
    path   = "/orders"
    before = {
      command = ["migrate"]
      timeout = "ten minutes"
    }
  }

  mailer = { worker = true, before = {} }
}

databases = { main = {} }
