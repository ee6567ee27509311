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

# Health is decided sooner than an account should: nothing pauses here, and people wait.
services = {
  catalog = {
    port        = 8080
    path        = "/catalog"
    health_path = "/catalog/healthz"
    count       = 2
    uses        = { databases = ["main"], tables = ["products"], buckets = ["pictures"] }

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
    scaling     = { min = 2, max = 4, cpu = 60, requests = 1000 } # the six instances have room for twelve tasks: all of these, twice
    uses        = { tables = ["orders"], buckets = ["receipts"] }
    secrets     = { PAYMENT_KEY = "payment-key" }

    health_check_interval = 5
    health_check_timeout  = 3
    unhealthy_threshold   = 2

    version_path = "/orders/version"
    smoke        = [{ path = "/orders", contains = "items" }]
  }
}

databases = { main = { instance_class = "db.t4g.small" } }
tables    = { orders = { hash_key = { name = "id" } }, products = { hash_key = { name = "sku" }, global_indexes = { by-sku = { hash_key = { name = "list" }, range_key = { name = "sku" } } } } }
buckets   = { receipts = { purpose = "data" }, pictures = { purpose = "static" } }
secrets   = { payment-key = { description = "Key of the payment provider", recovery_days = 0 } }
