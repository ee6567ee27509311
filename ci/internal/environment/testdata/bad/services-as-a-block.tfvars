# want: local.tfvars:7: services: this is a block, and settings have none: write services = { … }
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services {
  catalog = { port = 8080 }
}

databases = { main = {} }
