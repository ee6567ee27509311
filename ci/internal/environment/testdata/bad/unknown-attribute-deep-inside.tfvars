# want: local.tfvars:22: alarms.thresholds.latency: there is no such setting: there are connections_percent, cpu_percent, elb_5xx, free_memory_percent, free_storage_percent, latency_seconds, memory_percent, unplaced_minutes
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

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
  }
}

databases = { main = {} }
alarms = { thresholds = { latency = 5 } }
