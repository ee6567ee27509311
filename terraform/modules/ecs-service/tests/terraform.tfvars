# What each test of this folder begins with: a service behind a load balancer. A file, and a run, may say otherwise.
name               = "catalog"
name_prefix        = "slipway-test"
region             = "eu-west-1"
image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/catalog@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
cluster_arn        = "arn:aws:ecs:eu-west-1:123456789012:cluster/slipway-test"
capacity_provider  = "slipway-test"
vpc_id             = "vpc-0123456789abcdef0"
subnet_ids         = { eu-west-1a = "subnet-0a", eu-west-1b = "subnet-0b" }
execution_role_arn = "arn:aws:iam::123456789012:role/slipway-test-catalog-execution"
task_role_arn      = "arn:aws:iam::123456789012:role/slipway-test-catalog-task"

port                            = 8080
path                            = "/catalog"
health_path                     = "/catalog/healthz"
priority                        = 40769
listener_arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/slipway-test/1/2"
load_balancer_security_group_id = "sg-0loadbalancer"
load_balancer_arn_suffix        = "app/slipway-test/50dc6c495c0c9188"
