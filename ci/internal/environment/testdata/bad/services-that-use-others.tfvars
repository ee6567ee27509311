# want: local.tfvars:17: services.catalog.uses.services: catalog uses prices uses orders uses catalog: none of them can be deployed before the others. Take one out, and have it call the load balancer, or be told by the other
# want: local.tfvars:20: services.mailer.uses.services: there is no service order: did you mean orders?
# want: local.tfvars:20: services.mailer.uses.services: reader is a worker, which answers no requests: write a service that has a port
# want: local.tfvars:21: services.reader.uses.services: reader is a worker, which answers no requests: write a service that has a port
# want: local.tfvars:22: services.report.uses.services: a job can't use a service, Service Connect is for services alone: take this out, and write the load balancer's address, for example environment = { ORDERS_URL = "https://shop.example.com" }
# want: local.tfvars:23: services.selfish.uses.services: selfish uses selfish: none of them can be deployed before the others. Take one out, and have it call the load balancer, or be told by the other
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  orders  = { port = 8080, path = "/orders", uses = { services = ["catalog"] } }
  catalog = {
    port = 8080
    path = "/catalog"
    uses = { services = ["prices"] }
  }
  prices  = { port = 8080, path = "/prices", uses = { services = ["orders"] } }
  mailer  = { worker = true, uses = { services = ["order", "reader"] } }
  reader  = { worker = true, uses = { services = ["reader"] } }
  report  = { schedule = "rate(1 hour)", uses = { services = ["orders"] } }
  selfish = { port = 8080, path = "/selfish", uses = { services = ["selfish"] } }
}
