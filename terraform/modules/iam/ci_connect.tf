# The namespace in which services call each other (Service Connect). What ECS puts into it, ECS makes by its own role. It has an id that
# AWS draws, so its tags say whose it is.
locals {
  namespaces = ["arn:${local.partition}:servicediscovery:${var.region}:${local.account}:namespace/*"]

  ci_connect = [
    {
      Sid       = "MakeNamespace"
      Effect    = "Allow"
      Action    = ["servicediscovery:CreateHttpNamespace", "servicediscovery:TagResource"]
      Resource  = "*"
      Condition = { StringEquals = merge(local.requested, { "aws:RequestedRegion" = var.region }) }
    },
    {
      Sid       = "OwnNamespaces"
      Effect    = "Allow"
      Action    = ["servicediscovery:DeleteNamespace", "servicediscovery:UpdateHttpNamespace"]
      Resource  = local.namespaces
      Condition = { StringEquals = local.tagged }
    },
  ]

  # Both roles read them.
  ci_read_connect = [
    {
      Sid      = "Namespaces"
      Effect   = "Allow"
      Action   = ["servicediscovery:GetNamespace", "servicediscovery:GetOperation"]
      Resource = local.namespaces
    },
  ]
}
