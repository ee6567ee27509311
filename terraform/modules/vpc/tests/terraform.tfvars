# What each test of this folder begins with. A file, and a run, may say otherwise.
name   = "slipway-test"
region = "eu-west-1"
