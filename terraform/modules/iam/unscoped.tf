# The only actions that a policy of this module allows on Resource "*", each with the reason. A test holds every policy
# against this list.
locals {
  unscoped = {
    instance = {
      "ec2:DescribeTags"                 = "EC2 knows no resource for it; the agent reads the instance's own tags"
      "ecs:DiscoverPollEndpoint"         = "ECS knows no resource for it; it answers with an address"
      "ssmmessages:CreateControlChannel" = "Session Manager knows no resource for its channels"
      "ssmmessages:CreateDataChannel"    = "the same"
      "ssmmessages:OpenControlChannel"   = "the same"
      "ssmmessages:OpenDataChannel"      = "the same"
    }

    execution = {
      "ecr:GetAuthorizationToken" = "ECR knows no resource for a login; what it opens is said by the other actions"
    }

    exec = {
      "ssmmessages:CreateControlChannel" = "Session Manager knows no resource for its channels"
      "ssmmessages:CreateDataChannel"    = "the same"
      "ssmmessages:OpenControlChannel"   = "the same"
      "ssmmessages:OpenDataChannel"      = "the same"
    }

    read = {
      "application-autoscaling:Describe*"    = "lists by name space, without a resource"
      "autoscaling:Describe*"                = "Auto Scaling knows no resource for it"
      "cloudwatch:DescribeAlarms"            = "a list, which cannot be scoped to a name's beginning"
      "ec2:Describe*"                        = "EC2 knows no resource for it"
      "ecr:GetAuthorizationToken"            = "ECR knows no resource for a login"
      "ecs:DescribeCapacityProviders"        = "without names it is a list"
      "ecs:DescribeTaskDefinition"           = "ECS knows no resource for it"
      "ecs:ListAccountSettings"              = "a list"
      "ecs:ListClusters"                     = "a list"
      "ecs:ListServices"                     = "a list"
      "ecs:ListTaskDefinitions"              = "a list"
      "ecs:ListTasks"                        = "a list"
      "elasticloadbalancing:Describe*"       = "Elastic Load Balancing knows no resource for it"
      "kms:ListAliases"                      = "a list"
      "logs:DescribeLogGroups"               = "a list"
      "route53:ListHostedZones"              = "a zone is found by its name in a list of all"
      "rds:Describe*"                        = "Terraform finds an instance by a filter over all of them"
      "secretsmanager:ListSecrets"           = "a list of names, without values"
      "servicediscovery:ListNamespaces"      = "a list"
      "servicediscovery:ListTagsForResource" = "Cloud Map knows no resource for it"
      "servicequotas:GetServiceQuota"        = "Service Quotas knows no resource for it"
      "sns:GetSubscriptionAttributes"        = "SNS knows no resource for it"
      "ssm:DescribeParameters"               = "a list"
    }

    apply = {
      "acm:RequestCertificate"               = "a certificate that is not there yet has no ARN; names and tags are under conditions"
      "ecs:DeregisterTaskDefinition"         = "ECS knows no resource for it; a deregistered revision can still be run and read"
      "servicediscovery:CreateHttpNamespace" = "a namespace that is not there yet has no ARN; its tags are under a condition"
      "servicediscovery:TagResource"         = "Cloud Map knows no resource for it, nor the tags that one has; the new ones are under a condition"
      "sns:SetSubscriptionAttributes"        = "SNS knows no resource for it"
      "sns:Unsubscribe"                      = "SNS knows no resource for it"
    }
  }
}
