# Environment prod: an AWS account. Before the first deploy, write the region, certificate, repository and address of your own.

# All names in AWS begin with PROJECT-ENVIRONMENT. Neither can change later.
project     = "[[ .Project ]]"
environment = "prod"
region      = "eu-west-1"

# The account's number, so that credentials of another are refused. Without it, whichever the credentials open is taken.
account = null # for example "111122223333"

# The policy asks for all that production needs, whatever an environment is called. tier = "test" is for one that nobody would miss.
tier = "production"

# What holds data can't be deleted, by Terraform or by hand, until this is false.
deletion_protection = true

# The repository on GitHub, and who there may do what: a job of the GitHub environment "prod" applies, the branch main pushes, signs and
# plans before that environment's approval, and a pull request plans, for its comment. Who plans reads the state. Without `ci` the
# bootstrap makes no roles for GitHub.
ci = { repository = "OWNER/REPOSITORY", plan_pull_requests = true }

# A release is tested, linted and scanned, and its images are signed with this key, which bootstrap makes: its private half never leaves
# KMS. signed = false would deploy unsigned images.
release = { signer = { kms_key = "awskms:///alias/[[ .Project ]]-prod-release" } }

# The network, in two zones. interface_endpoints keep the calls to these services of AWS out of the NAT gateways, for about
# 7 USD a month each and zone.
vpc = {
  cidr                = "10.20.0.0/16"
  interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
}

# The instances that tasks run on. Each task takes one of an instance's network interfaces: an m6i.large has room for two, and for ten with
# awsvpc_trunking = true, which `bootstrap` switches on for the whole account in this region. A deploy must have room for all tasks, twice.
cluster = {
  instance_types = ["m6i.large", "m6a.large"]
  min_size       = 2
  max_size       = [[ .ProdInstances ]]

  # null keeps the image that was recommended when the group was made, until somebody runs `refresh-instances`. Named here, the release
  # is reviewed like all else. `instances` says which one runs, and which is the newest.
  ami_release = null # for example "2023.0.20260101"
}

# HTTPS for the names of the certificate, which ACM issues in the same region. domain is the name that clients use: its DNS record is
# an alias of the load balancer, and a deploy asks the services by it. access_log_days keeps who asked for what.
load_balancer = {
  certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
  domain          = "www.example.com"
  access_log_days = 90
}

# As in local.tfvars, with the size of a task (256 CPU units are a quarter of a core, memory is in MiB) and how many there are.
services = {
[[- range .Services ]]
  [[ .Name ]] = {
    port        = [[ .Port ]]
    path        = "/[[ .Name ]]"
    health_path = "[[ .Health ]]"
    cpu         = 256
    memory      = 512
    scaling     = { min = 2, max = 6, cpu = 60 }
  }
[[- end ]]
}

# Who is told when an alarm goes off. Each address gets a mail to confirm.
alarms = { emails = ["on-call@example.com"] }
