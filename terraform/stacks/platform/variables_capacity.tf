variable "vpc" {
  description = "The network. Defaults and limits are those of the module vpc. endpoint_policy lets tasks reach what the services' settings name by account or bucket (images, secrets, task_policy) beside the own account's; accounts and buckets are for more. existing is one that somebody else keeps: its id, one private subnet for each of at least two zones, and public ones where the load balancer is made and not internal; then the other settings do not count."
  type = object({
    existing = optional(object({
      vpc_id             = string
      private_subnet_ids = set(string)
      public_subnet_ids  = optional(set(string), [])
    }))
    cidr                = optional(string, "10.0.0.0/16")
    az_count            = optional(number, 2)
    availability_zones  = optional(list(string))
    single_nat_gateway  = optional(bool, false)
    dns_hostnames       = optional(bool, true)
    gateway_endpoints   = optional(set(string), ["s3", "dynamodb"])
    interface_endpoints = optional(set(string), [])
    endpoint_policy = optional(object({
      enabled  = optional(bool, true)
      accounts = optional(set(string), [])
      buckets  = optional(set(string), [])
    }), {})
    flow_logs = optional(object({
      enabled             = optional(bool, true)
      traffic_type        = optional(string, "ALL")
      retention_days      = optional(number, 90)
      kms_key_arn         = optional(string)
      aggregation_seconds = optional(number, 600)
    }), {})
  })
  default = {}
}

variable "cluster" {
  description = "The cluster and its instances. Defaults and limits are those of the modules asg and ecs-cluster. ami_release is the release of the instances' image; without it they keep the one that was recommended when the group was made, until refresh-instances takes a newer one. volume_size is that of an instance's root volume, in GiB, where the images of its tasks are kept; awsvpc_trunking has instances that start later carry more tasks, m6i.large 10 instead of 2: it is a setting of the account in the region, for all clusters there, which the stack bootstrap switches on; false leaves it as it is. kms_key_arn is the volumes' key, and exec_kms_key_arn that of the shells opened in tasks (exec of a service) and of their log: its policy must admit CloudWatch Logs, and who opens one needs kms:GenerateDataKey on it and the AWS CLI, as the verb exec does not speak with such a key. existing is a cluster that somebody else keeps, in vpc.existing: its name, and the capacity provider of its instances; then instance_types only say of which processor these are, and the other settings do not count."
  type = object({
    existing = optional(object({
      name              = string
      capacity_provider = string
    }))
    instance_types     = optional(list(string), ["m6i.large"])
    min_size           = optional(number, 2)
    max_size           = optional(number, 6)
    ami_id             = optional(string)
    ami_release        = optional(string)
    volume_size        = optional(number, 30)
    kms_key_arn        = optional(string)
    exec_kms_key_arn   = optional(string)
    awsvpc_trunking    = optional(bool, false)
    target_capacity    = optional(number, 100)
    container_insights = optional(string, "enabled")
    spot = optional(object({
      on_demand_base       = optional(number, 2)
      on_demand_percentage = optional(number, 100)
      allocation_strategy  = optional(string, "price-capacity-optimized")
    }), {})
    warm_pool = optional(object({
      min_size     = optional(number, 1)
      max_prepared = optional(number)
      state        = optional(string, "Stopped")
    }))
  })
  default = {}

  validation {
    condition     = var.cluster.existing == null || var.vpc.existing != null
    error_message = "cluster.existing is set, and vpc.existing is not: write the network of the cluster's instances there, or its tasks would be in another one."
  }

  validation {
    condition     = var.cluster.existing == null || (var.cluster.ami_id == null && var.cluster.ami_release == null && var.cluster.warm_pool == null && var.cluster.kms_key_arn == null && var.cluster.exec_kms_key_arn == null)
    error_message = "cluster.existing has instances of its own, and ami_id, ami_release, warm_pool, kms_key_arn or exec_kms_key_arn is set for some that are not made: take it out."
  }

  validation {
    condition     = !var.cluster.awsvpc_trunking || !alltrue([for type in var.cluster.instance_types : can(regex("^t[0-9]", type))])
    error_message = "cluster.awsvpc_trunking is true, and no instance of ${join(", ", var.cluster.instance_types)} can carry more tasks by it: take it out, or name other instance_types, for example \"m6i.large\"."
  }

  validation {
    condition     = var.cluster.existing == null || alltrue([for service in var.services : !service.exec])
    error_message = "cluster.existing says itself where shells in tasks are logged, and these services have exec: ${join(", ", [for name, service in var.services : name if service.exec])}. Take it out, or leave the cluster to the stack."
  }
}
