# An Auto Scaling group hands its instances only the tags that stand in its own blocks, not the provider's defaults.
data "aws_default_tags" "current" {}

data "aws_ssm_parameter" "ami" {
  count = var.enabled && var.ami_id == null ? 1 : 0

  name = coalesce(var.ami_parameter, local.public_image)
}

# Where neither image nor release is named, the image that was recommended at first stays, or a deploy of something else would also replace
# all instances about every other week. `terraform apply -replace` of this takes what is recommended now, and so do types of another
# processor and another parameter.
resource "terraform_data" "image" {
  count = var.enabled && !local.named ? 1 : 0

  input            = data.aws_ssm_parameter.ami[0].insecure_value
  triggers_replace = data.aws_ssm_parameter.ami[0].name

  lifecycle {
    ignore_changes = [input]
  }
}

locals {
  # Graviton has a "g" after the generation (m7g, c7gn) and images of its own; g4dn and g5 are no Graviton.
  graviton = [for type in var.instance_types : can(regex("^(?:a1|[a-z]+[0-9]+g[a-z-]*)[.]", type))]

  architecture = alltrue(local.graviton) ? "arm64" : "x86_64"

  # A release stands under the name of its image, which has the kernel's version in it: 6.1 where the setting does not say.
  kernel       = can(regex("-kernel-", coalesce(var.ami_release, "-"))) ? "" : "-kernel-6.1"
  image        = var.ami_release == null ? "recommended" : "al2023-ami-ecs-hvm-${var.ami_release}${local.kernel}-${local.architecture}"
  public_image = "/aws/service/ecs/optimized-ami/amazon-linux-2023/${alltrue(local.graviton) ? "arm64/" : ""}${local.image}/image_id"

  # A public image id is no secret: read in clear, so that the plan shows which image the instances start from. The input of what keeps it
  # is known in a plan; its output is not.
  named  = var.ami_id != null || var.ami_release != null
  found  = local.named ? one(data.aws_ssm_parameter.ami[*].insecure_value) : one(terraform_data.image[*].input)
  ami_id = var.ami_id != null ? var.ami_id : local.found

  instance_tags = merge(data.aws_default_tags.current.tags, var.tags, { Name = var.name })
}

resource "aws_launch_template" "this" {
  count = var.enabled ? 1 : 0

  name                   = var.name
  image_id               = local.ami_id
  instance_type          = var.instance_types[0]
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.this[0].id]
  tags                   = var.tags

  user_data = base64encode(templatefile("${path.module}/user-data.sh.tftpl", {
    cluster_name = var.cluster_name
    warm_pool    = var.warm_pool != null
  }))

  iam_instance_profile {
    arn = var.instance_profile_arn
  }

  # IMDSv2 only, and one hop away: the agent on the host reads it. Tasks have network interfaces of their own (awsvpc) and
  # credentials of their own roles; only containers in bridge mode would need two hops, and then reach the instance's role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/xvda" # the root of Amazon Linux

    ebs {
      volume_type           = "gp3"
      volume_size           = var.volume_size
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.instance_tags
  }

  lifecycle {
    precondition {
      condition     = length(distinct(local.graviton)) == 1
      error_message = "instance_types mixes architectures: ${join(", ", [for i, type in var.instance_types : type if local.graviton[i]])} are Graviton (arm64), ${join(", ", [for i, type in var.instance_types : type if !local.graviton[i]])} are not. All instances start from one image: name types of one architecture."
    }
  }
}
