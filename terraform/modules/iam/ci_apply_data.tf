# What holds data is made and changed. It is taken away only where may_delete_data says so: AWS then refuses what a
# review overlooked.
locals {
  # By their whole names: S3 looks at no tag of a bucket, and a policy on another environment's would open it; DynamoDB looks at a
  # table's only where the account has switched that on.
  own_buckets = [for bucket in sort(tolist(try(var.ci.buckets, []))) : "arn:${local.partition}:s3:::${var.name}-${bucket}-${local.account}"]
  own_tables  = [for table in sort(tolist(try(var.ci.tables, []))) : "${local.arn.dynamodb}:table/${var.name}-${table}"]

  # What a preview has is named <name>--<preview>-…: no environment's name has two hyphens in a row, so that the pattern is of no
  # neighbour. RDS takes no such name; there the tag tells.
  previews        = try(var.ci.previews, false)
  preview_buckets = [for arn in ["arn:${local.partition}:s3:::${var.name}--*-${local.account}"] : arn if local.previews]
  preview_tables  = [for arn in ["${local.arn.dynamodb}:table/${var.name}--*"] : arn if local.previews]

  bucket_settings = [
    for action in [
      "DeleteBucketPolicy", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketTagging",
      "PutBucketVersioning", "PutEncryptionConfiguration", "PutLifecycleConfiguration",
    ] : "s3:${action}"
  ]

  table_settings = [for action in ["TagResource", "UntagResource", "UpdateContinuousBackups", "UpdateTable", "UpdateTimeToLive"] : "dynamodb:${action}"]

  ci_data = [
    for statement in [
      {
        Sid      = "Buckets"
        Effect   = "Allow"
        Action   = concat(["s3:CreateBucket"], local.bucket_settings)
        Resource = concat(local.own_buckets, local.preview_buckets)
      },
      {
        Sid      = "Tables"
        Effect   = "Allow"
        Action   = concat(["dynamodb:CreateTable"], local.table_settings)
        Resource = concat(local.own_tables, local.preview_tables)
      },
      {
        Sid    = "Databases"
        Effect = "Allow"
        Action = [
          for action in [
            "AddTagsToResource", "CreateDBInstance", "CreateDBParameterGroup", "CreateDBSnapshot", "CreateDBSubnetGroup", "DeleteDBParameterGroup",
            "DeleteDBSubnetGroup", "ModifyDBInstance", "ModifyDBParameterGroup", "ModifyDBSubnetGroup", "RebootDBInstance",
            "RemoveTagsFromResource", "ResetDBParameterGroup", "RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime",
          ] : "rds:${action}"
        ]
        Resource = concat([for kind in ["db", "pg", "snapshot", "subgrp"] : "${local.arn.rds}:${kind}:${var.name}-*"], ["${local.arn.rds}:og:default:*", "${local.arn.rds}:snapshot:rds:${var.name}-*"])
      },
      {
        # The backups of a database that is gone have an id that RDS draws, and nobody can tell by it whose they are: so those alone that
        # the settings name.
        Sid      = "LostDatabases"
        Effect   = "Allow"
        Action   = ["rds:RestoreDBInstanceToPointInTime"]
        Resource = sort(tolist(try(var.ci.backups, [])))
      },
      {
        # The password that RDS makes; its name is RDS's own, and nobody but RDS writes it.
        Sid      = "DatabasePasswords"
        Effect   = "Allow"
        Action   = ["secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"]
        Resource = ["${local.arn.secretsmanager}:secret:rds!db-*"]
      },
      {
        # Who makes a table, a bucket, a disk or a log with such a key must be allowed what AWS then does with it.
        Sid      = "Keys"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource = sort(tolist(try(var.ci.kms_key_arns, [])))
      },
      {
        Sid    = "DeleteData"
        Effect = "Allow"
        Action = [
          "dynamodb:DeleteTable", "rds:DeleteDBInstance",
          "s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion",
        ]
        Resource = [
          for arn in concat(local.own_tables, local.own_buckets, [for bucket in local.own_buckets : "${bucket}/*"], ["${local.arn.rds}:db:${var.name}-*", "${local.arn.rds}:snapshot:${var.name}-*"]) :
          arn if try(var.ci.may_delete_data, false)
        ]
      },
      {
        # A preview goes with all that it has: nobody has anything to miss there.
        Sid      = "DeletePreviewData"
        Effect   = "Allow"
        Action   = ["dynamodb:DeleteTable", "s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"]
        Resource = concat(local.preview_tables, flatten([for bucket in local.preview_buckets : [bucket, "${bucket}/*"]]))
      },
      {
        Sid       = "DeletePreviewDatabases"
        Effect    = "Allow"
        Action    = ["rds:DeleteDBInstance"]
        Resource  = [for arn in ["${local.arn.rds}:db:${var.name}-*"] : arn if local.previews]
        Condition = { Null = { "aws:ResourceTag/Preview" = "false" } }
      },
    ] : statement if length(statement.Resource) > 0
  ]
}
