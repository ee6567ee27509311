# Two of everything, protected, and watched. Before the first deploy, write your own certificate, repository and address:
# those here are examples.
project     = "slipway"
environment = "prod"
region      = "eu-west-1"

# Credentials of another account are refused.
account = null # for example "111122223333"

deletion_protection = true

# Who on GitHub may do what: a job of the GitHub environment "prod" applies, the branch main pushes, signs and plans before that
# environment's approval, and a pull request plans, for its comment. Who plans reads the state.
ci = { repository = "example/shop", plan_pull_requests = true }

# A release must be linted, scanned, and signed by this key, which `bootstrap` makes: its private half never leaves KMS.
release = { signer = { kms_key = "awskms:///alias/slipway-prod-release" } }

vpc = {
  cidr                = "10.20.0.0/16"
  interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
}

cluster = {
  instance_types     = ["m6i.large", "m6a.large"]
  min_size           = 2
  max_size           = 12
  container_insights = "enhanced"

  # Without it an m6i.large carries two tasks, with it ten. It holds for the whole account in this region: bootstrap switches it on.
  awsvpc_trunking = true

  # null keeps the image that was recommended when the group was made, until somebody runs `refresh-instances`. Named here, the release
  # is reviewed like all else. `instances` says which one runs, and which is the newest.
  ami_release = null # for example "2023.0.20260101"
}

# With zone = "example.com", a Route 53 zone of the account, certificate and records are made, and certificate_arn goes.
load_balancer = {
  certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
  domain          = "shop.example.com"
  access_log_days = 365
}

services = {
  catalog = {
    port               = 8080
    path               = "/catalog"
    cpu                = 512
    memory             = 512
    scaling            = { min = 2, max = 10, cpu = 60, requests = 1500 }
    log_retention_days = 90
    uses               = { tables = ["products"], buckets = ["pictures"] }
  }

  orders = {
    port               = 8080
    path               = "/orders"
    cpu                = 512
    memory             = 512
    scaling            = { min = 2, max = 10, cpu = 60, memory = 80 }
    log_retention_days = 90
    uses               = { databases = ["main"], buckets = ["receipts"], services = ["catalog"] }
    before             = { command = ["migrate"] }
    secrets            = { PAYMENT_KEY = "payment-key" }
  }

  mailer = { image = "orders", worker = true, command = ["mail"], uses = { databases = ["main"], buckets = ["receipts"], queues = ["mail"] } }
  dump   = { image = "orders", schedule = "cron(0 2 * * ? *)", command = ["dump"], uses = { databases = ["main"], buckets = ["dumps"] } }
  report = { image = "orders", schedule = "cron(0 3 * * ? *)", command = ["report"], uses = { databases = ["main"], buckets = ["receipts"] } }
}

databases = { main = { instance_class = "db.m7g.large", storage_gb = 100, max_storage_gb = 1000, backup_days = 14, monitoring_seconds = 60 } }
tables    = { products = { hash_key = { name = "sku" }, global_indexes = { by-sku = { hash_key = { name = "list" }, range_key = { name = "sku" } } } } }
buckets   = { receipts = { purpose = "data" }, pictures = { purpose = "static" }, dumps = { purpose = "backup" } }
queues    = { mail = {} }
secrets   = { payment-key = { description = "Key of the payment provider" } }

alarms = { emails = ["on-call@example.com"] }
