# Declared because both stacks read one file of settings; the stack platform uses them. Of most only the keys and names that the
# pipeline's roles must reach count here.

variable "vpc" {
  description = "Settings of the network, for the stack platform."
  type        = any
  default     = {}
}

variable "cluster" {
  description = "Settings of the cluster and its instances, for the stack platform. Here awsvpc_trunking counts, which is a setting of the account in the region: true switches it on, and where it goes from the settings, off again for all that starts later."
  type        = any
  default     = {}
}

variable "load_balancer" {
  description = "Settings of the load balancer, for the stack platform."
  type        = any
  default     = {}
}

variable "alarms" {
  description = "Settings of the alarms, for the stack platform. Here it counts only whether they have a kms_key_arn: without one the topic's key is made."
  type        = any
  default     = {}
}

variable "logs" {
  description = "Settings of the logs, for the stack platform. Here their kms_key_arn counts, which the pipeline's roles must reach."
  type        = any
  default     = {}
}

variable "buckets" {
  description = "Buckets, for the stack platform."
  type        = any
  default     = {}
}

variable "tables" {
  description = "Tables, for the stack platform."
  type        = any
  default     = {}
}

variable "databases" {
  description = "Databases, for the stack platform."
  type        = any
  default     = {}
}

variable "queues" {
  description = "Queues, for the stack platform."
  type        = any
  default     = {}
}

variable "topics" {
  description = "Topics, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "final_snapshot" {
  description = "Whether databases leave a snapshot, for the stack platform."
  type        = bool
  default     = true
}
