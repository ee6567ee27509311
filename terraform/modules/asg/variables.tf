variable "name" {
  description = "Name of the Auto Scaling group and of its parts, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "enabled" {
  description = "Whether there is a group. false where the cluster has instances of its own: then instance_types only say of which processor they are."
  type        = bool
  default     = true
}

variable "cluster_name" {
  description = "ECS cluster that the instances register with. Take it from the cluster itself, so that the instances go before it."
  type        = string
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Zone → id of the private subnet for the instances; the group spreads them over the zones."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids has subnets in ${length(var.subnet_ids)} zone(s): give subnets in at least two, or the loss of a zone is the loss of every instance."
  }
}

variable "instance_profile_arn" {
  description = "ARN of the instance profile, whose role lets the ECS agent and Session Manager work. Take it from the module iam, so that the role has its policies before an instance starts."
  type        = string

  validation {
    condition     = !var.enabled || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:instance-profile/.+$", var.instance_profile_arn))
    error_message = "instance_profile_arn is \"${coalesce(var.instance_profile_arn, "null")}\": write the ARN of an instance profile, arn:aws:iam::<account>:instance-profile/<name>, not that of its role."
  }
}

variable "ami_release" {
  description = "Release of the ECS-optimised Amazon Linux 2023, for example \"2023.0.20260101\", for the architecture of instance_types; with another kernel than 6.1 \"2023.0.20260101-kernel-6.12\". null takes the one that AWS recommends when the group is made, and keeps it (README)."
  type        = string
  default     = null

  validation {
    condition     = var.ami_release == null || can(regex("^2023[.][0-9]+[.][0-9]{8}(?:-kernel-[0-9]+[.][0-9]+)?$", var.ami_release))
    error_message = "ami_release is \"${coalesce(var.ami_release, "null")}\": write the image_version of a release, for example \"2023.0.20260101\". aws ssm get-parameters-by-path --recursive --path /aws/service/ecs/optimized-ami/amazon-linux-2023 lists them."
  }

  validation {
    condition     = var.ami_release == null || (var.ami_id == null && var.ami_parameter == null)
    error_message = "ami_release is \"${coalesce(var.ami_release, "null")}\", and ${var.ami_id == null ? "ami_parameter" : "ami_id"} names an image too: keep one of them."
  }
}

variable "ami_parameter" {
  description = "SSM parameter that holds the id of the ECS-optimised image, read when the group is made; null takes ami_release."
  type        = string
  default     = null

  validation {
    condition     = var.ami_parameter == null || try(startswith(var.ami_parameter, "/"), false)
    error_message = "ami_parameter is \"${coalesce(var.ami_parameter, "null")}\": write an SSM parameter's full name, which begins with a slash; an image's id goes into ami_id."
  }
}

variable "ami_id" {
  description = "Image of the instances; null takes ami_release, or the one that ami_parameter names when the group is made."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "ami_id is \"${coalesce(var.ami_id, "null")}\": write an image's id, for example \"ami-0123456789abcdef0\", or leave it out and set ami_release."
  }
}

variable "volume_size" {
  description = "Size of the root volume in GiB; the images of the tasks are kept there."
  type        = number
  default     = 30

  validation {
    condition     = var.volume_size >= 30 && floor(var.volume_size) == var.volume_size
    error_message = "volume_size is ${var.volume_size}: write at least 30 GiB, which the ECS-optimised image needs."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key for the volumes; null takes the account's default EBS key. The Auto Scaling service role must be allowed to use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\": write a key's ARN, arn:aws:kms:<region>:<account>:key/<id>, not an alias or an id."
  }
}

variable "force_delete" {
  description = "Let a destroy end the instances although they are protected from scale-in, tasks and all. It counts when the group is deleted, and from the state: set it by an apply, then destroy."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags for every resource of the module, its instances and volumes too, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
