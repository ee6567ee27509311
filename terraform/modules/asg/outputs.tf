output "arn" {
  description = "ARN of the Auto Scaling group, for the capacity provider; null where enabled is false."
  value       = one(aws_autoscaling_group.this[*].arn)
}

output "name" {
  description = "Name of the Auto Scaling group."
  value       = one(aws_autoscaling_group.this[*].name)
}

output "ami_id" {
  description = "Image that the instances start from."
  value       = local.ami_id
}

output "cpu_architecture" {
  description = "Processor of the instances as task definitions call it: \"X86_64\" or \"ARM64\"."
  value       = upper(local.architecture)
}

output "security_group_id" {
  description = "Id of the instances' security group."
  value       = one(aws_security_group.this[*].id)
}

output "volume_size" {
  description = "Size of an instance's root volume in GiB; null where enabled is false."
  value       = try(aws_launch_template.this[0].block_device_mappings[0].ebs[0].volume_size, null)
}
