# want: local.tfvars:12: services.catalog.scaling.queue: a service behind the load balancer gets its work from requests: write cpu, memory or requests, or worker = true for what works on a queue
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = {
    port = 8080
    path = "/catalog"
    uses = { databases = ["main"] }
    scaling = { min = 2, max = 5, queue = { name = "mail", depth = 100 } }
  }
}

databases = { main = {} }
queues    = { mail = {} }
