# What leaves the source: images into the environment's repositories, and a signature of each. Nothing that runs changes by it.
locals {
  ci_push = [
    for statement in [
      {
        Sid      = "PushImages"
        Effect   = "Allow"
        Action   = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"]
        Resource = ["${local.arn.ecr}:repository/${var.name}/*"]
      },
      {
        # A key of KMS never leaves it. Whoever signs compares its public half with the one that the environment trusts.
        Sid      = "SignImages"
        Effect   = "Allow"
        Action   = ["kms:GetPublicKey", "kms:Sign"]
        Resource = [for arn in [try(var.ci.signing_key_arn, null)] : arn if arn != null]
      },
    ] : statement if length(statement.Resource) > 0
  ]
}
