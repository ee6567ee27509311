# What each test of this folder begins with. A file, and a run, may say otherwise.
name                     = "slipway-test"
region                   = "eu-west-1"
load_balancer_arn_suffix = "app/slipway-test/50dc6c495c0c9188"
cluster_name             = "slipway-test"
capacity_provider        = "slipway-test"
kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:alias/slipway-test-alarms"
services                 = {}
