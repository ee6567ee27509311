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
