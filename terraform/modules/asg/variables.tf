variable "name" {
  description = "Name of the Auto Scaling group and of its parts, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
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

variable "instance_type" {
  description = "Type of the instances. Each task takes a network interface: look at the type's interfaces, not only at CPU and memory (README)."
  type        = string
  default     = "m6i.large"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "instance_type is \"${var.instance_type}\": write a family and a size, for example \"m6i.large\"."
  }
}

variable "min_size" {
  description = "Instances that always run."
  type        = number
  default     = 2

  validation {
    condition     = var.min_size >= 2 && floor(var.min_size) == var.min_size
    error_message = "min_size is ${var.min_size}: write at least 2, one for each of two zones, so that the loss of a zone leaves instances that run."
  }
}

variable "max_size" {
  description = "Instances that may run at most. A deploy runs old and new tasks side by side and may need twice the usual number."
  type        = number
  default     = 6

  validation {
    condition     = var.max_size >= var.min_size && floor(var.max_size) == var.max_size
    error_message = "max_size is ${var.max_size} and min_size ${var.min_size}: write a max_size that is at least min_size, better twice."
  }
}

variable "ami_parameter" {
  description = "SSM parameter that holds the id of the ECS-optimised image. Its architecture must be the instance type's."
  type        = string
  default     = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"

  validation {
    condition     = startswith(var.ami_parameter, "/")
    error_message = "ami_parameter is \"${var.ami_parameter}\": write an SSM parameter's full name, which begins with a slash; an image's id goes into ami_id."
  }
}

variable "ami_id" {
  description = "Image of the instances; null takes the one that ami_parameter names on the day of the plan."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "ami_id is \"${coalesce(var.ami_id, "null")}\": write an image's id, for example \"ami-0123456789abcdef0\", or leave it out for the recommended image."
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

variable "warmup_seconds" {
  description = "Seconds that an instance gets to start and register before it counts."
  type        = number
  default     = 90

  validation {
    condition     = var.warmup_seconds >= 0 && var.warmup_seconds <= 3600
    error_message = "warmup_seconds is ${var.warmup_seconds}: write 0 to 3600 seconds."
  }
}

variable "max_instance_lifetime_days" {
  description = "Days after which an instance is replaced, so that none grows old unpatched; 0 for never."
  type        = number
  default     = 0

  validation {
    condition     = var.max_instance_lifetime_days == 0 || (var.max_instance_lifetime_days >= 1 && var.max_instance_lifetime_days <= 365)
    error_message = "max_instance_lifetime_days is ${var.max_instance_lifetime_days}: write 0 for never, or 1 to 365 days."
  }
}

variable "tags" {
  description = "Tags for every resource of the module, its instances and volumes too, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
