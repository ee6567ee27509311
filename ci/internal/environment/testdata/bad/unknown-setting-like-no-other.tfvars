# want: local.tfvars:22: monitoring: there is no such setting: there are account, alarms, buckets, ci, cluster, databases, deletion_protection, emulated, environment, final_snapshot, load_balancer, logs, project, queues, region, release, repositories, secrets, services, state_lifecycle_rules, tables, tier, topics, vpc
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
monitoring = true
