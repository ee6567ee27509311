variable "name" {
  description = "Name of the VPC and the beginning of its parts' names, for example \"slipway-staging\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": write 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, for example \"slipway-staging\"."
  }
}

variable "region" {
  description = "Region of the VPC; the names of the endpoints' services are made from it."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${var.region}\": write a region's code, for example \"eu-west-1\", not a zone or a display name."
  }
}

variable "existing" {
  description = "A network that somebody else keeps, in place of one of the module's own: vpc_id, and one subnet for each of at least two zones. Nothing of it is made, changed or deleted, and the other settings do not count. private_subnet_ids are for instances, tasks and databases: their way out is no internet gateway. public_subnet_ids are for a public load balancer."
  type = object({
    vpc_id             = string
    private_subnet_ids = set(string)
    public_subnet_ids  = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.existing == null || try(can(regex("^vpc-[0-9a-f]{8,17}$", var.existing.vpc_id)) && alltrue([for id in setunion(var.existing.private_subnet_ids, var.existing.public_subnet_ids) : can(regex("^subnet-[0-9a-f]{8,17}$", id))]), false)
    error_message = "existing is ${jsonencode(var.existing)}: write ids, for example { vpc_id = \"vpc-0123456789abcdef0\", private_subnet_ids = [\"subnet-0123456789abcdef0\", …] }."
  }

  validation {
    condition     = var.existing == null || try(length(var.existing.private_subnet_ids) >= 2 && length(var.existing.public_subnet_ids) != 1, false)
    error_message = "existing has ${try(length(var.existing.private_subnet_ids), 0)} private and ${try(length(var.existing.public_subnet_ids), 0)} public subnets: write at least two private ones, each in a zone of its own, and at least two public ones or none."
  }

  validation {
    condition     = var.existing == null || try(length(setintersection(var.existing.private_subnet_ids, var.existing.public_subnet_ids)) == 0, false)
    error_message = "These subnets are both public and private in existing: ${try(join(", ", setintersection(var.existing.private_subnet_ids, var.existing.public_subnet_ids)), "")}. One that has a route to an internet gateway is public."
  }
}

variable "cidr" {
  description = "Addresses of the VPC. A sixteenth of them goes to each subnet. A change replaces the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr is \"${var.cidr}\": write an IPv4 network with its first address, for example \"10.0.0.0/16\"."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16, true)
    error_message = "cidr is \"${var.cidr}\", and AWS makes no VPC larger than a /16: write for example \"${try(cidrhost(var.cidr, 0), "10.0.0.0")}/16\"."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) <= 22, true)
    error_message = "cidr is \"${var.cidr}\", and a sixteenth of it, ${try(max(1, pow(2, 28 - tonumber(split("/", var.cidr)[1]))), 0)} addresses, is too small for a subnet: each task, instance and endpoint takes one, and AWS keeps five. Write a prefix length from /16 (4096 addresses a subnet) to /22 (64), for example \"${try(cidrhost("${split("/", var.cidr)[0]}/22", 0), "10.0.0.0")}/22\"."
  }
}

variable "az_count" {
  description = "Availability zones to use where availability_zones names none: the first ones by name."
  type        = number
  default     = 2

  validation {
    condition     = var.az_count >= 2 && var.az_count <= 6 && floor(var.az_count) == var.az_count
    error_message = "az_count is ${var.az_count}: write at least 2 and at most 6. With one zone the loss of a zone is the loss of the service, and an ALB refuses it."
  }
}

variable "availability_zones" {
  description = "Availability zones by name; null takes the first az_count of the region. Name them where the region may gain zones."
  type        = list(string)
  default     = null

  validation {
    condition     = var.availability_zones == null || try(length(distinct(var.availability_zones)) >= 2 && length(distinct(var.availability_zones)) == length(var.availability_zones), false)
    error_message = "availability_zones is [${join(", ", coalesce(var.availability_zones, []))}]: name at least two different zones, for example [\"eu-west-1a\", \"eu-west-1b\"]."
  }

  validation {
    condition     = alltrue([for az in coalesce(var.availability_zones, []) : can(regex("^${var.region}[a-h]$", az))])
    error_message = "These are no availability zones of ${var.region}: ${join(", ", [for az in coalesce(var.availability_zones, []) : az if !can(regex("^${var.region}[a-h]$", az))])}. Write the region and a letter from a to h, for example \"${var.region}a\"."
  }
}

variable "single_nat_gateway" {
  description = "One NAT gateway for all zones: cheaper, and the loss of its zone takes every private subnet off the internet."
  type        = bool
  default     = false
}

variable "dns_hostnames" {
  description = "Give instances DNS names. Interface endpoints need it. The provider waits ten seconds for it."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags for every resource of the module, beside the provider's default tags."
  type        = map(string)
  default     = {}
}
