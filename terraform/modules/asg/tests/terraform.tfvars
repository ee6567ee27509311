# What each test of this folder begins with. A file, and a run, may say otherwise.
name                 = "slipway-test"
cluster_name         = "slipway-test"
vpc_id               = "vpc-0123456789abcdef0"
subnet_ids           = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/slipway-test-instance"
