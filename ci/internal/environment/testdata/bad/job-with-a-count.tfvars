# want: local.tfvars:18: services.report.count: a job has none, as it runs once each time: take this out, or take schedule out
# want: local.tfvars:19: services.report.worker: a job has none, as it runs once each time: take this out, or take schedule out
# want: local.tfvars:20: services.report.path: a job has none, as nobody reaches it: take this out, or take schedule out
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

  report = {
    schedule = "cron(0 3 * * ? *)"
    count    = 2
    worker   = true
    path     = "/report"
  }
}

databases = { main = {} }
