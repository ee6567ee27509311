# Declared because both stacks read one file of settings; the stack platform uses them.

# tflint-ignore: terraform_unused_declarations
variable "vpc" {
  description = "Settings of the network, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "cluster" {
  description = "Settings of the cluster and its instances, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "load_balancer" {
  description = "Settings of the load balancer, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "alarms" {
  description = "Settings of the alarms, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "buckets" {
  description = "Buckets, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "tables" {
  description = "Tables, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "databases" {
  description = "Databases, for the stack platform."
  type        = any
  default     = {}
}

# tflint-ignore: terraform_unused_declarations
variable "final_snapshot" {
  description = "Whether databases leave a snapshot, for the stack platform."
  type        = bool
  default     = true
}
