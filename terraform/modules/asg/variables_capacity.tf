variable "instance_types" {
  description = "Types of the instances, the preferred first; On-Demand takes the next one where AWS is out of the first. Each task takes a network interface: look at the types' interfaces, not only at CPU and memory (README)."
  type        = list(string)
  default     = ["m6i.large"]

  validation {
    condition     = length(var.instance_types) > 0 && length(var.instance_types) <= 40 && length(distinct(var.instance_types)) == length(var.instance_types)
    error_message = "instance_types is [${join(", ", var.instance_types)}]: name 1 to 40 types, each once, for example [\"m6i.large\", \"m5.large\"]."
  }

  validation {
    condition     = alltrue([for type in var.instance_types : can(regex("^[a-z][a-z0-9-]*[.][a-z0-9-]+$", type))])
    error_message = "These are no instance types: ${join(", ", [for type in var.instance_types : type if !can(regex("^[a-z][a-z0-9-]*[.][a-z0-9-]+$", type))])}. Write a family and a size, for example \"m6i.large\"."
  }
}

variable "spot" {
  description = "How much is Spot: on_demand_base instances are always On-Demand, and of those above on_demand_percentage per cent; 100 is no Spot at all."
  type = object({
    on_demand_base       = optional(number, 2)
    on_demand_percentage = optional(number, 100)
    allocation_strategy  = optional(string, "price-capacity-optimized")
  })
  default = {}

  validation {
    condition     = var.spot.on_demand_base >= 0 && floor(var.spot.on_demand_base) == var.spot.on_demand_base
    error_message = "spot.on_demand_base is ${var.spot.on_demand_base}: write a whole number of instances, better at least 2, one for each of two zones."
  }

  validation {
    condition     = var.spot.on_demand_percentage >= 0 && var.spot.on_demand_percentage <= 100 && floor(var.spot.on_demand_percentage) == var.spot.on_demand_percentage
    error_message = "spot.on_demand_percentage is ${var.spot.on_demand_percentage}: write a whole number from 0 (all Spot above the base) to 100 (no Spot)."
  }

  validation {
    condition     = contains(["price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized"], var.spot.allocation_strategy)
    error_message = "spot.allocation_strategy is \"${var.spot.allocation_strategy}\": write \"price-capacity-optimized\", \"capacity-optimized\" or \"capacity-optimized-prioritized\". lowest-price takes the instances that AWS takes back first."
  }

  validation {
    condition     = var.spot.on_demand_percentage == 100 || length(var.instance_types) >= 2
    error_message = "spot.on_demand_percentage is ${var.spot.on_demand_percentage}, and instance_types names ${join(", ", var.instance_types)} alone: name at least two types, better more. AWS takes all Spot instances of a type and zone back at once."
  }
}

variable "warm_pool" {
  description = "Instances that have started once and wait, for a faster scale-out; null for none. state is \"Stopped\" (only volumes are paid for) or \"Running\"; max_prepared counts running and waiting ones, null is max_size."
  type = object({
    min_size     = optional(number, 1)
    max_prepared = optional(number)
    state        = optional(string, "Stopped")
  })
  default = null

  validation {
    condition     = var.warm_pool == null || contains(["Stopped", "Running"], try(var.warm_pool.state, ""))
    error_message = "warm_pool.state is \"${try(var.warm_pool.state, "null")}\": write \"Stopped\" or \"Running\"; the launch template does not prepare instances to hibernate."
  }

  validation {
    condition     = var.warm_pool == null || try(var.warm_pool.min_size >= 0 && var.warm_pool.min_size <= coalesce(var.warm_pool.max_prepared, var.max_size), false)
    error_message = "warm_pool.min_size is ${try(var.warm_pool.min_size, "null")}: write 0 up to max_prepared, or up to max_size (${var.max_size}) where that is left out."
  }

  validation {
    condition     = var.warm_pool == null || var.spot.on_demand_percentage == 100
    error_message = "warm_pool is set, and spot.on_demand_percentage is ${var.spot.on_demand_percentage}: AWS keeps no Spot instances warm. Set one of the two."
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

variable "warmup_seconds" {
  description = "Seconds that an instance gets to start and register before it counts."
  type        = number
  default     = 90

  validation {
    condition     = var.warmup_seconds >= 0 && var.warmup_seconds <= 3600
    error_message = "warmup_seconds is ${var.warmup_seconds}: write 0 to 3600 seconds."
  }
}
