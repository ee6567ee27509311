output "arns" {
  description = "Name of the secret (without the prefix) → its ARN, for the secrets of a service and the roles that read them."
  value       = { for key, secret in aws_secretsmanager_secret.this : key => secret.arn }

  # Whoever uses a secret finds its policy in place.
  depends_on = [aws_secretsmanager_secret_policy.this]
}

output "names" {
  description = "Name of the secret (without the prefix) → its full name, under which its value is put."
  value       = { for key, secret in aws_secretsmanager_secret.this : key => secret.name }
}

output "kms_key_arns" {
  description = "ARNs of those KMS keys that are your own; readers need kms:Decrypt with them."
  value       = toset([for secret in var.secrets : secret.kms_key_arn if secret.kms_key_arn != null])
}
