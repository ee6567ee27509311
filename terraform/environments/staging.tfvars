# Cheap, and still over two zones: one NAT gateway, small and partly Spot instances, a database in one zone.
project     = "slipway"
environment = "staging"
region      = "eu-west-1"

# What the policy asks of production, such as a NAT gateway in each zone, it does not ask here. It has a ceiling for the costs instead.
tier = "test"

deletion_protection = false

# Who on GitHub may do what: a job of the GitHub environment "staging" applies, the branch main pushes, signs and plans before that
# environment's approval, and a pull request plans, for its comment. Who plans reads the state.
ci = { repository = "example/shop", plan_pull_requests = true }

# A release must be linted, scanned, and signed by this key, which `bootstrap` makes: its private half never leaves KMS.
release = { signer = { kms_key = "awskms:///alias/slipway-staging-release" } }

vpc = {
  cidr               = "10.10.0.0/16"
  single_nat_gateway = true
  flow_logs          = { traffic_type = "REJECT", retention_days = 14 }
}

cluster = {
  instance_types     = ["t3.medium", "t3a.medium"]
  max_size           = 6 # of two tasks each: all of them twice, and what runs once beside them
  container_insights = "disabled"
  spot               = { on_demand_base = 1, on_demand_percentage = 0 }
}

load_balancer = { access_log_days = 14 }

services = {
  catalog = {
    port               = 8080
    path               = "/catalog"
    log_retention_days = 14
    uses               = { tables = ["products"], buckets = ["pictures"] }
  }

  orders = {
    port               = 8080
    path               = "/orders"
    log_retention_days = 14
    uses               = { databases = ["main"], buckets = ["receipts"], services = ["catalog"] }
    before             = { command = ["migrate"] }
    secrets            = { PAYMENT_KEY = "payment-key" }
  }

  mailer = { image = "orders", worker = true, command = ["mail"], count = 1, allow_single_task = true, uses = { databases = ["main"], buckets = ["receipts"], queues = ["mail"] } }
  dump   = { image = "orders", schedule = "cron(0 2 * * ? *)", command = ["dump"], uses = { databases = ["main"], buckets = ["dumps"] } }
  report = { image = "orders", schedule = "cron(0 3 * * ? *)", command = ["report"], uses = { databases = ["main"], buckets = ["receipts"] } }
}

databases = { main = { instance_class = "db.t4g.small", multi_az = false, backup_days = 1 } }
tables    = { products = { hash_key = { name = "sku" }, global_indexes = { by-sku = { hash_key = { name = "list" }, range_key = { name = "sku" } } } } }
buckets   = { receipts = { purpose = "data" }, pictures = { purpose = "static" }, dumps = { purpose = "backup" } }
queues    = { mail = {} }
secrets   = { payment-key = { description = "Key of the payment provider, of its test mode", recovery_days = 7 } }
