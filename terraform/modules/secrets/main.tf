# The secrets' containers: names, keys, who may reach them. Values are put by people or by rotation, never by Terraform,
# so that none is ever in a state, a plan or a settings file.
resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57:values come from people and third parties, which no function of ours can rotate
  for_each = var.secrets

  name                    = "${var.name_prefix}/${each.key}"
  description             = each.value.description
  kms_key_id              = each.value.kms_key_arn # null is the key that AWS manages, aws/secretsmanager
  recovery_window_in_days = each.value.recovery_days
  tags                    = merge(var.tags, { Name = "${var.name_prefix}/${each.key}" })
}

# Grants nothing: who may read is said by the reader's role (module iam).
resource "aws_secretsmanager_secret_policy" "this" {
  for_each = var.secrets

  secret_arn          = aws_secretsmanager_secret.this[each.key].arn
  block_public_policy = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # A denial is for every action: a list of them would let through what AWS adds to it.
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "secretsmanager:*"
        Resource  = "*" # in a secret's policy this is the secret
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
