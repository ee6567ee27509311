"""Operations whose action has another name, and the actions that an operation needs beside its own.

AWS's table names actions; that an operation of S3 is judged as an action of another name, and which further rights a call needs, stands in
the text of AWS's documentation alone. These tables have what the stacks and the pipeline call.
"""

from __future__ import annotations

# IAM's prefix → operation → action. An operation that is not here has the action of its own name.
RENAMED: dict[str, dict[str, str]] = {
    "s3": {
        "CompleteMultipartUpload": "PutObject",
        "CreateMultipartUpload": "PutObject",
        "DeleteBucketCors": "PutBucketCORS",
        "DeleteBucketEncryption": "PutEncryptionConfiguration",
        "DeleteBucketLifecycle": "PutLifecycleConfiguration",
        "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
        "DeleteBucketReplication": "PutReplicationConfiguration",
        "DeleteBucketTagging": "PutBucketTagging",
        "DeleteObjects": "DeleteObject",
        "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
        "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
        "GetBucketEncryption": "GetEncryptionConfiguration",
        "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
        "GetBucketNotificationConfiguration": "GetBucketNotification",
        "GetBucketReplication": "GetReplicationConfiguration",
        "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
        "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
        "HeadBucket": "ListBucket",
        "HeadObject": "GetObject",
        "ListBuckets": "ListAllMyBuckets",
        "ListMultipartUploads": "ListBucketMultipartUploads",
        "ListObjectVersions": "ListBucketVersions",
        "ListObjects": "ListBucket",
        "ListObjectsV2": "ListBucket",
        "ListParts": "ListMultipartUploadParts",
        "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
        "PutBucketEncryption": "PutEncryptionConfiguration",
        "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
        "PutBucketNotificationConfiguration": "PutBucketNotification",
        "PutBucketReplication": "PutReplicationConfiguration",
        "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
        "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
        "UploadPart": "PutObject",
    },
    "sns": {"PublishBatch": "Publish"},
    "sqs": {
        "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
        "DeleteMessageBatch": "DeleteMessage",
        "SendMessageBatch": "SendMessage",
    },
}

# An object's version is read and deleted by actions of their own.
VERSIONED = {"GetObject": "GetObjectVersion", "DeleteObject": "DeleteObjectVersion"}

# What makes a resource with tags needs the action that tags it. IAM's prefix → that action; IAM has one for each kind.
TAGGING = {
    "application-autoscaling": "TagResource",
    "cloudwatch": "TagResource",
    "dynamodb": "TagResource",
    "ec2": "CreateTags",
    "ecr": "TagResource",
    "ecs": "TagResource",
    "elasticloadbalancing": "AddTags",
    "events": "TagResource",
    "kms": "TagResource",
    "logs": "TagResource",
    "rds": "AddTagsToResource",
    "scheduler": "TagResource",
    "secretsmanager": "TagResource",
    "servicediscovery": "TagResource",
    "sns": "TagResource",
    "sqs": "TagQueue",
    "ssm": "AddTagsToResource",
    "iam:CreateInstanceProfile": "TagInstanceProfile",
    "iam:CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
    "iam:CreatePolicy": "TagPolicy",
    "iam:CreateRole": "TagRole",
}

# A role that a call hands to a service: IAM's prefix and operation → (parameter as JMESPath, service). A role's name means its ARN.
PASSED: dict[str, list[tuple[str, str]]] = {
    "application-autoscaling:RegisterScalableTarget": [("RoleARN", "application-autoscaling.amazonaws.com")],
    "autoscaling:PutLifecycleHook": [("RoleARN", "autoscaling.amazonaws.com")],
    "ec2:CreateFlowLogs": [("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com")],
    "ecs:CreateService": [("role", "ecs.amazonaws.com")],
    "ecs:RegisterTaskDefinition": [("[taskRoleArn, executionRoleArn]", "ecs-tasks.amazonaws.com")],
    "ecs:RunTask": [("overrides.[taskRoleArn, executionRoleArn]", "ecs-tasks.amazonaws.com")],
    "events:PutTargets": [("Targets[].RoleArn", "events.amazonaws.com")],
    "iam:AddRoleToInstanceProfile": [("RoleName", "ec2.amazonaws.com")],
    "rds:CreateDBInstance": [("MonitoringRoleArn", "monitoring.rds.amazonaws.com")],
    "rds:ModifyDBInstance": [("MonitoringRoleArn", "monitoring.rds.amazonaws.com")],
    "scheduler:CreateSchedule": [("Target.RoleArn", "scheduler.amazonaws.com")],
    "scheduler:UpdateSchedule": [("Target.RoleArn", "scheduler.amazonaws.com")],
}

# Calls that nobody needs a right for.
FREE = {"sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"}
