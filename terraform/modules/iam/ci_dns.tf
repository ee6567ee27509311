# The zone that has the services' public names: exactly this one, and of it neither the name servers nor mail. Its certificates are
# known by their tags, and can be asked for names of the zone alone.
locals {
  zones     = var.ci == null ? [] : [for zone in [var.ci.zone] : zone if zone != null]
  zone_arns = [for zone in local.zones : "arn:${local.partition}:route53:::hostedzone/${zone.id}"]

  # Route 53 is asked in one region of the partition, wherever the environment is.
  global_region = lookup({ aws-cn = "cn-northwest-1", aws-us-gov = "us-gov-west-1" }, local.partition, "us-east-1")

  ci_dns_read = [for statement in [
    {
      Sid      = "Zone"
      Effect   = "Allow"
      Action   = ["route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
      Resource = local.zone_arns
    },
    {
      Sid       = "FindZone"
      Effect    = "Allow"
      Action    = ["route53:ListHostedZones"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = local.global_region } }
    },
    {
      Sid      = "Certificates"
      Effect   = "Allow"
      Action   = ["acm:DescribeCertificate", "acm:ListTagsForCertificate"]
      Resource = ["${local.arn.acm}:certificate/*"]
    },
  ] : statement if length(local.zones) > 0]

  ci_dns = [for statement in [
    {
      Sid      = "Records"
      Effect   = "Allow"
      Action   = ["route53:ChangeResourceRecordSets"]
      Resource = local.zone_arns
      Condition = {
        "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "CNAME"] }
      }
    },
    {
      Sid      = "RecordsAreThere"
      Effect   = "Allow"
      Action   = ["route53:GetChange"]
      Resource = ["arn:${local.partition}:route53:::change/*"]
    },
    {
      Sid      = "AskForCertificate"
      Effect   = "Allow"
      Action   = ["acm:RequestCertificate"]
      Resource = "*"
      Condition = merge(
        { StringEquals = merge(local.requested, { "aws:RequestedRegion" = var.region, "acm:ValidationMethod" = "DNS" }) },
        # Of a zone by its id a rehearsal does not know the name.
        { for zone in local.zones : "ForAllValues:StringLike" => { "acm:DomainNames" = [zone.name, "*.${zone.name}"] } if zone.name != null },
      )
    },
    {
      # A certificate without tags is new, or nobody's that this pipeline should have: it may only be given the environment's.
      Sid       = "TagNewCertificate"
      Effect    = "Allow"
      Action    = ["acm:AddTagsToCertificate"]
      Resource  = ["${local.arn.acm}:certificate/*"]
      Condition = { StringEquals = local.requested, Null = local.untagged }
    },
    {
      Sid       = "ChangeCertificate"
      Effect    = "Allow"
      Action    = ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"]
      Resource  = ["${local.arn.acm}:certificate/*"]
      Condition = { StringEquals = local.tagged }
    },
  ] : statement if length(local.zones) > 0]
}
