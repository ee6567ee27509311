# want: local.tfvars:1: services: this is missing: write services = { … }
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true


databases = { main = {} }
