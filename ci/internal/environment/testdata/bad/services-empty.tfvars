# want: local.tfvars:7: services: this is empty: write an entry for each service, for example services = { catalog = { port = 8080, path = "/catalog" } }
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {}

databases = { main = {} }
