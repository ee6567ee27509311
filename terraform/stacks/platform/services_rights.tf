# What the task role of each service may do with what its settings name in `uses`.

locals {
  efs_arn = "arn:${data.aws_partition.current.partition}:elasticfilesystem:${var.region}:${data.aws_caller_identity.current.account_id}"

  # What DynamoDB and S3 do with a key of one's own they do in the name of who asks them, and only through them it may be used.
  data_keys = {
    for name, service in local.services : name => concat(
      [for table in sort(service.uses.tables) : {
        Sid       = "Key${replace(title(replace(table, "-", " ")), " ", "")}Table"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = [var.tables[table].kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${var.region}.${data.aws_partition.current.dns_suffix}" } }
      } if var.tables[table].kms_key_arn != null],
      [for bucket in sort(service.uses.buckets) : {
        Sid       = "Key${replace(title(replace(bucket, "-", " ")), " ", "")}Bucket"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = [var.buckets[bucket].kms_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.${data.aws_partition.current.dns_suffix}" } }
      } if var.buckets[bucket].kms_key_arn != null],
    )
  }

  statements = {
    for name, service in local.services : name => concat(
      local.data_keys[name],
      [for table in sort(service.uses.tables) : {
        Sid    = "Table${replace(title(replace(table, "-", " ")), " ", "")}"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem",
          "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem",
        ]
        Resource = [module.dynamodb.arns[table], "${module.dynamodb.arns[table]}/index/*"]
      }],
      [for bucket in sort(service.uses.buckets) : {
        Sid      = "Objects${replace(title(replace(bucket, "-", " ")), " ", "")}"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectTagging", "s3:PutObject"]
        Resource = ["${module.s3.arns[bucket]}/*"]
      }],
      [for bucket in sort(service.uses.buckets) : {
        Sid      = "List${replace(title(replace(bucket, "-", " ")), " ", "")}"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [module.s3.arns[bucket]]
      }],
      [for db in sort(service.uses.databases) : {
        Sid      = "Password${replace(title(replace(db, "-", " ")), " ", "")}"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [module.rds.master_secret_arns[db]]
      }],
      [for db in sort(service.uses.databases) : {
        Sid      = "Key${replace(title(replace(db, "-", " ")), " ", "")}"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.databases[db].secret_kms_key_arn]
      } if var.databases[db].secret_kms_key_arn != null],
      [for volume, settings in service.volumes : {
        Sid       = "Volume${replace(title(replace(volume, "-", " ")), " ", "")}"
        Effect    = "Allow"
        Action    = concat(["elasticfilesystem:ClientMount"], settings.read_only ? [] : ["elasticfilesystem:ClientWrite"])
        Resource  = ["${local.efs_arn}:file-system/${settings.file_system_id}"]
        Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = "${local.efs_arn}:access-point/${settings.access_point_id}" } }
      }],
      local.message_statements[name],
      service.task_policy == null ? [] : flatten([jsondecode(service.task_policy).Statement]),
    )
  }

  # Whether there is one is known before anything exists, even where its text is not. IAM refuses one without statements: to call others needs none.
  task_policies = {
    for name, service in local.services : name => (
      !contains(local.use_data, name) && service.task_policy == null && length(service.volumes) == 0
      ? null
      : jsonencode({ Version = "2012-10-17", Statement = local.statements[name] })
    )
  }
}
