variable "services" {
  description = "Service → what its roles depend on: its image, and those of the containers beside it (sidecar_images); its secrets (environment variable → ARN in Secrets Manager or SSM) and the keys of what is encrypted with one of your own; the object in S3 with its environment (env_file), by ARN; an IAM policy document (JSON) of what the service itself may do in AWS; whether people may open a shell in its tasks."
  type = map(object({
    image               = string
    sidecar_images      = optional(list(string), [])
    secrets             = optional(map(string), {})
    secret_kms_key_arns = optional(set(string), [])
    env_file            = optional(string)
    task_policy         = optional(string)
    exec                = optional(bool, false)
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.services) : can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) && length(name) <= 24])
    error_message = "These services have a name that cannot be used: ${join(", ", [for name in keys(var.services) : name if !can(regex("^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", name)) || length(name) > 24])}. Write at most 24 lower-case letters, digits and single hyphens, beginning with a letter."
  }

  validation {
    condition     = alltrue([for service in var.services : can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", service.image))])
    error_message = "These images are not given by digest: ${join(", ", [for name, service in var.services : "${name} (${service.image})" if !can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", service.image))])}. Write <repository>@sha256:<64 hexadecimal digits>."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for arn in values(service.secrets) : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)[^*?]+$", arn))]]))
    error_message = "These services have secrets that are not given by ARN: ${join(", ", [for name, service in var.services : name if !alltrue([for arn in values(service.secrets) : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)[^*?]+$", arn))])])}. Write the ARN of one secret or parameter, without wildcards, and never the value."
  }

  validation {
    condition     = alltrue(flatten([for service in var.services : [for arn in service.secret_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", arn))]]))
    error_message = "These services have something else than a key's ARN in secret_kms_key_arns: ${join(", ", [for name, service in var.services : name if !alltrue([for arn in service.secret_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^*?]+$", arn))])])}. Write arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }

  validation {
    condition     = alltrue([for service in var.services : service.env_file == null || can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]+/[^*?[:space:]]+\\.env$", service.env_file))])
    error_message = "These services have an env_file that is not one object by its ARN: ${join(", ", [for name, service in var.services : "${name} (${service.env_file})" if service.env_file != null && !can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]+/[^*?[:space:]]+\\.env$", service.env_file))])}. Write arn:aws:s3:::<bucket>/<key>.env."
  }

  validation {
    condition     = alltrue([for service in var.services : service.task_policy == null || can(jsondecode(service.task_policy).Statement)])
    error_message = "These services have a task_policy that is no policy document: ${join(", ", [for name, service in var.services : name if !(service.task_policy == null || can(jsondecode(service.task_policy).Statement))])}. Write JSON with a Statement, for example from jsonencode or an aws_iam_policy_document."
  }

  # A statement is too wide when it allows every action, all but some, or every action of an AWS service on everything.
  validation {
    condition = alltrue(flatten([
      for service in var.services : [
        for s in try(flatten([jsondecode(service.task_policy).Statement]), []) : [
          for action in can(s.NotAction) ? ["*"] : flatten([try(s.Action, [])]) :
          !can(regex("^[*?]+(?::[*?]+)?$", action)) && !(can(regex("^[A-Za-z0-9-]+:[*]+$", action)) && anytrue([for r in flatten([try(s.Resource, "*")]) : can(regex("^[*]+$", r))]))
        ] if try(s.Effect, "") == "Allow"
      ]
    ]))
    error_message = "These services have a task_policy that allows all of AWS, or all of one of its services: ${join(", ", [
      for name, service in var.services : name if anytrue(flatten([
        for s in try(flatten([jsondecode(service.task_policy).Statement]), []) : [
          for action in can(s.NotAction) ? ["*"] : flatten([try(s.Action, [])]) :
          can(regex("^[*?]+(?::[*?]+)?$", action)) || (can(regex("^[A-Za-z0-9-]+:[*]+$", action)) && anytrue([for r in flatten([try(s.Resource, "*")]) : can(regex("^[*]+$", r))]))
        ] if try(s.Effect, "") == "Allow"
      ]))
    ])}. Name the actions that the service calls, and the ARNs that it calls them on."
  }
}
