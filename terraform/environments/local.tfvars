# The rehearsal: no AWS account, the emulator stands in for it.
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

# The emulator forgets everything anyway.
deletion_protection = false

# Nothing here has a name to look up, and the provider waits ten seconds for it.
vpc = { dns_hostnames = false }

services = {
  catalog = {
    port        = 8080
    path        = "/catalog"
    health_path = "/catalog/healthz"
    count       = 2
  }

  orders = {
    port        = 8080
    path        = "/orders"
    health_path = "/orders/healthz"
    count       = 2
  }
}
