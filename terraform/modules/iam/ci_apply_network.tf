# What has no name of its own in AWS is known by its tags: it is made with the environment's, and changed only when it has
# them.
locals {
  environment_tags = try(var.ci.environment_tags, {})

  requested = { for key, value in local.environment_tags : "aws:RequestTag/${key}" => value }
  tagged    = { for key, value in local.environment_tags : "aws:ResourceTag/${key}" => value }
  untagged  = { for key, value in local.environment_tags : "aws:ResourceTag/${key}" => "true" }

  # A long target group name is cut by the module ecs-service; what is left of the prefix is what can be relied on.
  target_groups = length(var.name) <= 22 ? "${var.name}-*" : "${trimsuffix(substr(var.name, 0, 22), "-")}*"

  ci_network = [
    {
      Sid    = "Make"
      Effect = "Allow"
      Action = [
        "ec2:AllocateAddress", "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs",
        "ec2:CreateInternetGateway", "ec2:CreateNatGateway", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet",
        "ec2:CreateVpc", "ec2:CreateVpcEndpoint",
      ]
      Resource = [
        for kind in ["elastic-ip", "internet-gateway", "natgateway", "route-table", "security-group", "security-group-rule", "subnet", "vpc", "vpc-endpoint", "vpc-flow-log"] :
        "${local.arn.ec2}:${kind}/*"
      ]
      Condition = { StringEquals = local.requested }
    },
    {
      Sid    = "Change"
      Effect = "Allow"
      Action = [
        "ec2:AssociateRouteTable", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateFlowLogs", "ec2:CreateNatGateway", "ec2:CreateRoute", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup",
        "ec2:CreateSubnet", "ec2:CreateVpcEndpoint", "ec2:DeleteFlowLogs", "ec2:DeleteInternetGateway", "ec2:DeleteNatGateway",
        "ec2:DeleteRoute", "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteVpc",
        "ec2:DeleteVpcEndpoints", "ec2:DetachInternetGateway", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable",
        "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint",
        "ec2:ReleaseAddress", "ec2:ReplaceRoute", "ec2:ReplaceRouteTableAssociation", "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress", "ec2:CreateTags", "ec2:DeleteTags",
      ]
      Resource  = ["${local.arn.ec2}:*/*"]
      Condition = { StringEquals = local.tagged }
    },
    {
      Sid       = "TagWhatIsMade"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags"]
      Resource  = ["${local.arn.ec2}:*/*"]
      Condition = { StringEquals = local.requested, StringLike = { "ec2:CreateAction" = ["AllocateAddress", "Authorize*", "Create*", "RunInstances"] } }
    },
    {
      # A new VPC brings a security group without tags, which the module vpc empties and takes over.
      Sid       = "TakeOverDefaultGroup"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags"]
      Resource  = ["${local.arn.ec2}:security-group/*"]
      Condition = { StringEquals = local.requested, Null = local.untagged }
    },
    {
      Sid       = "EmptyDefaultGroup"
      Effect    = "Allow"
      Action    = ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"]
      Resource  = ["${local.arn.ec2}:security-group/*"]
      Condition = { Null = local.untagged }
    },
    {
      # A NAT gateway's interface is AWS's own and has no tags; the address that it lets go is one of "Change".
      Sid       = "FreeAddress"
      Effect    = "Allow"
      Action    = ["ec2:DisassociateAddress"]
      Resource  = ["${local.arn.ec2}:network-interface/*"]
      Condition = { Null = local.untagged }
    },
    {
      # An interface endpoint with private DNS brings its own zone along, which AWS makes and names.
      Sid      = "EndpointNames"
      Effect   = "Allow"
      Action   = ["route53:AssociateVPCWithHostedZone"]
      Resource = ["arn:${local.partition}:route53:::hostedzone/*"]
    },
    {
      Sid    = "LoadBalancer"
      Effect = "Allow"
      Action = [
        for action in [
          "AddListenerCertificates", "AddTags", "CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup", "DeleteListener",
          "DeleteLoadBalancer", "DeleteRule", "DeleteTargetGroup", "ModifyListener", "ModifyListenerAttributes", "ModifyLoadBalancerAttributes",
          "ModifyRule", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "RemoveListenerCertificates", "RemoveTags", "SetRulePriorities",
          "SetSecurityGroups", "SetSubnets", "SetWebAcl",
        ] : "elasticloadbalancing:${action}"
      ]
      Resource = concat(
        [for kind in ["listener", "listener-rule", "loadbalancer"] : "${local.arn.elasticloadbalancing}:${kind}/app/${var.name}/*"],
        ["${local.arn.elasticloadbalancing}:targetgroup/${local.target_groups}"],
      )
    },
    {
      # AWS asks it of the load balancer, and of the firewall that it is given: the one that the settings name, and no other.
      Sid      = "Firewall"
      Effect   = "Allow"
      Action   = ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"]
      Resource = concat(["${local.arn.elasticloadbalancing}:loadbalancer/app/${var.name}/*"], [for arn in [try(var.ci.web_acl_arn, null)] : arn if arn != null])
    },
  ]
}
