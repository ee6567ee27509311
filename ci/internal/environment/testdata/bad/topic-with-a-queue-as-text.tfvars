# want: local.tfvars:21: topics.news.queues: a list is needed, this is the string "mail": write ["mail"]
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
    scaling = { min = 2, max = 5, cpu = 60 }
  }
}

databases = { main = {} }
topics    = { news = { queues = "mail" } }
