# want: local.tfvars:13: logs.kms_key: there is no such setting: there are kms_key_arn
# want: local.tfvars:14: repositories.keep: there is no such setting: there are keep_images, keep_releases
project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true

services = {
  catalog = { port = 8080, path = "/catalog" }
}

# Both are read by one stack, and passed over by the other.
logs         = { kms_key = "arn:aws:kms:us-east-1:123456789012:key/0" }
repositories = { keep = 50 }
