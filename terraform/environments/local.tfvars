# The rehearsal: no AWS account, the emulator stands in for it. It has one of everything, so that a rehearsal shows
# whether it all fits together.
project     = "slipway"
environment = "local"
region      = "us-east-1"
tier        = "test"
emulated    = true

# The emulator forgets everything anyway.
deletion_protection = false
final_snapshot      = false

# Nothing here has a name to look up, and the provider waits ten seconds for it.
vpc = { dns_hostnames = false }

# Two instances are On-Demand, the others Spot.
cluster = { instance_types = ["m6i.large", "m6a.large"], spot = { on_demand_base = 2, on_demand_percentage = 0 } }

# Health is decided sooner than an account should: nothing pauses here, and people wait.
services = {
  catalog = {
    port        = 8080
    path        = "/catalog"
    health_path = "/catalog/healthz"
    count       = 2
    uses        = { tables = ["products"], buckets = ["pictures"] }

    health_check_interval = 5
    health_check_timeout  = 3
    unhealthy_threshold   = 2

    version_path = "/catalog/version"
    smoke        = [{ path = "/catalog/products", contains = "items" }]
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
    count       = 2
    scaling     = { min = 2, max = 3, cpu = 60, requests = 1000 } # the six instances have room for twelve tasks: all of these, twice
    uses        = { databases = ["main"], buckets = ["receipts"], services = ["catalog"] }
    before      = { command = ["migrate"] }
    secrets     = { PAYMENT_KEY = "payment-key" }

    health_check_interval = 5
    health_check_timeout  = 3
    unhealthy_threshold   = 2

    version_path = "/orders/version"
    smoke        = [{ path = "/orders/openapi.yaml", contains = "openapi" }] # without a database, too: where tasks are simulated
  }

  # One, so that the six instances have room for all tasks twice.
  mailer = { image = "orders", worker = true, command = ["mail"], count = 1, allow_single_task = true, uses = { databases = ["main"], buckets = ["receipts"], queues = ["mail"] } }
  dump   = { image = "orders", schedule = "cron(0 2 * * ? *)", command = ["dump"], uses = { databases = ["main"], buckets = ["dumps"] } }
  report = { image = "orders", schedule = "cron(0 3 * * ? *)", command = ["report"], uses = { databases = ["main"], buckets = ["receipts"] } }
}

databases = { main = { instance_class = "db.t4g.small" } }
tables    = { products = { hash_key = { name = "sku" }, global_indexes = { by-sku = { hash_key = { name = "list" }, range_key = { name = "sku" } } } } }
buckets   = { receipts = { purpose = "data" }, pictures = { purpose = "static" }, dumps = { purpose = "backup" } }
queues    = { mail = {} }
secrets   = { payment-key = { description = "Key of the payment provider", recovery_days = 0 } }
