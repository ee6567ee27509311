# want: local.tfvars:20: queues.mail.visibility_second: there is no such setting: did you mean visibility_seconds?
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
  }
}

databases = { main = {} }
queues    = { mail = { visibility_second = 60 } }
