# want: local.tfvars:23: release.signer: write either public_key, or kms_key, or identity and issuer
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
release = {
  signer = { public_key = "release.pub", kms_key = "awskms:///alias/release" }
}
