resource "aws_ecr_repository" "this" {
  for_each = var.services

  name                 = "${var.prefix}/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = contains(var.removable, each.key)
  tags                 = merge(var.tags, { Service = each.key })

  encryption_configuration {
    encryption_type = var.kms_key_arn == null ? "AES256" : "KMS"
    kms_key         = var.kms_key_arn
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

# Images are deployed by digest and a rollback needs the digests of earlier releases, so tagged images go by number,
# never by age: a service that has not changed for a year keeps the image that it runs. An image that matches a rule is out of
# the reach of the rules after it: so what served in a release, which the pipeline tags, is counted apart, and no number of
# pushes takes it away. There is no rule for what has no tag: signatures, SBOMs and provenance have none, ECR deletes them with
# their image, and tags that can't move leave no other.
resource "aws_ecr_lifecycle_policy" "this" {
  for_each = var.services

  repository = aws_ecr_repository.this[each.key].name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "The images of the last ${var.keep_releases} releases that changed the service stay"
        selection = {
          tagStatus      = "tagged"
          tagPatternList = ["release-*"]
          countType      = "imageCountMoreThan"
          countNumber    = var.keep_releases
        }
        action = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "Of all images the last ${var.keep_images} stay"
        # What lies beside an image must not count as one.
        selection = {
          tagStatus      = "tagged"
          tagPatternList = ["*"]
          countType      = "imageCountMoreThan"
          countNumber    = var.keep_images
        }
        action = { type = "expire" }
      },
    ]
  })
}
