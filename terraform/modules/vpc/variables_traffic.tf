variable "gateway_endpoints" {
  description = "Gateway endpoints of the private subnets: \"s3\" and \"dynamodb\", which cost nothing."
  type        = set(string)
  default     = ["s3", "dynamodb"]

  validation {
    condition     = length(setsubtract(var.gateway_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "gateway_endpoints names ${join(", ", setsubtract(var.gateway_endpoints, ["s3", "dynamodb"]))}: AWS has gateway endpoints for \"s3\" and \"dynamodb\" alone; another service goes into interface_endpoints."
  }
}

variable "interface_endpoints" {
  description = "Services that are reached inside the VPC and not through the NAT gateways, for example [\"ecr.api\", \"ecr.dkr\", \"logs\"]. Each costs by the hour in each zone."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.interface_endpoints, local.interface_services)) == 0
    error_message = "interface_endpoints names ${join(", ", setsubtract(var.interface_endpoints, local.interface_services))}: write short names out of ${join(", ", local.interface_services)}."
  }

  validation {
    condition     = length(var.interface_endpoints) == 0 || var.dns_hostnames
    error_message = "interface_endpoints names ${join(", ", var.interface_endpoints)}, and dns_hostnames is false: set dns_hostnames = true, or leave the endpoints out. Without DNS names of the VPC nothing would find them."
  }
}

locals {
  interface_services = [
    "ec2messages", "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "secretsmanager", "sns", "sqs", "ssm", "ssmmessages",
  ]
}

variable "endpoint_policy" {
  description = "What may be reached through the endpoints: resources of the own account, of accounts, and buckets by name, whoever they belong to. A task is refused any other bucket of the region, one that a download leads to as well. enabled = false opens all. What a role or a bucket's policy refuses stays refused."
  type = object({
    enabled  = optional(bool, true)
    accounts = optional(set(string), [])
    buckets  = optional(set(string), [])
  })
  default = {}

  validation {
    condition     = alltrue([for account in var.endpoint_policy.accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "These are no accounts in endpoint_policy.accounts: ${join(", ", [for account in var.endpoint_policy.accounts : account if !can(regex("^[0-9]{12}$", account))])}. Write the 12 digits of each number in quotes, for example \"123456789012\"."
  }

  validation {
    condition     = alltrue([for bucket in var.endpoint_policy.buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])
    error_message = "These are no buckets in endpoint_policy.buckets: ${join(", ", [for bucket in var.endpoint_policy.buckets : bucket if !can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))])}. Write each bucket's name, for example \"partner-exports\", not its ARN and without a star."
  }

  validation {
    condition     = var.endpoint_policy.enabled || length(var.endpoint_policy.accounts) + length(var.endpoint_policy.buckets) == 0
    error_message = "endpoint_policy.enabled is false, which lets everything through, and accounts or buckets are named: take them out, or take out enabled."
  }
}

variable "flow_logs" {
  description = "Flow logs into CloudWatch: traffic_type is \"ALL\", \"REJECT\" or \"ACCEPT\"; aggregation_seconds is 60 or 600; the policy of kms_key_arn's key must let CloudWatch Logs of the region use it."
  type = object({
    enabled             = optional(bool, true)
    traffic_type        = optional(string, "ALL")
    retention_days      = optional(number, 90)
    kms_key_arn         = optional(string)
    aggregation_seconds = optional(number, 600)
  })
  default = {}

  validation {
    condition     = contains(["ALL", "REJECT", "ACCEPT"], var.flow_logs.traffic_type)
    error_message = "flow_logs.traffic_type is \"${var.flow_logs.traffic_type}\": write \"ALL\", \"REJECT\" (what was refused) or \"ACCEPT\"."
  }

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_logs.retention_days)
    error_message = "flow_logs.retention_days is ${var.flow_logs.retention_days}: write one of the numbers that CloudWatch knows, for example 30, 90, 180, 365 or 731."
  }

  validation {
    condition     = var.flow_logs.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.flow_logs.kms_key_arn))
    error_message = "flow_logs.kms_key_arn is \"${coalesce(var.flow_logs.kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }

  validation {
    condition     = contains([60, 600], var.flow_logs.aggregation_seconds)
    error_message = "flow_logs.aggregation_seconds is ${var.flow_logs.aggregation_seconds}: write 60 or 600, the two intervals that AWS has."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the boundary of the flow logs' role; null for none. A pipeline may have to give the one of the module iam."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::(?:[0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is \"${coalesce(var.permissions_boundary_arn, "null")}\": write a policy's ARN, arn:aws:iam::<account>:policy/<name>."
  }
}
