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
  description = "Whether a destroy takes the repositories with the images in them."
  value       = anytrue([for repository in aws_ecr_repository.this : repository.force_delete == true])
}
