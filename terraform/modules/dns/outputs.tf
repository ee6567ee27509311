output "certificate_arn" {
  description = "ARN of the certificate, once ACM has issued it."
  value       = aws_acm_certificate_validation.this.certificate_arn
}

output "names" {
  description = "Names that the certificate has and that lead to the load balancer, sorted."
  value       = sort(var.names)
}
