output "repositories" {
  description = "Service → its repository: name (<prefix>/<service>), url (what an image reference begins with) and arn."
  value = {
    for service, repository in aws_ecr_repository.this : service => {
      name = repository.name
      url  = repository.repository_url
      arn  = repository.arn
    }
  }
}

output "deletable" {
  # An imported resource has no such setting yet: it is null, not false.
  description = "Services whose repository a destroy takes with the images in it."
  value       = toset([for service, repository in aws_ecr_repository.this : service if repository.force_delete == true])
}

output "keeps" {
  description = "How many images each repository keeps: releases of those that served in one, images of all."
  value       = { releases = var.keep_releases, images = var.keep_images }
}
