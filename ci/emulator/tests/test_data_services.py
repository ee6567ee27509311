"""gaps/s3_policy_conditions.py, rds_*.py, cloudwatch_composite_alarms.py, ecr_*.py."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest
from slipway_emulator.gaps.s3_policy_conditions import condition_holds


def deny(bucket, **statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}/*"], **statement}
    ]})


def test_tls_only_policy_does_not_refuse(aws):
    s3 = aws("s3")
    s3.create_bucket(Bucket="state")
    s3.put_bucket_policy(Bucket="state", Policy=deny("state", Condition={"Bool": {"aws:SecureTransport": "false"}}))
    s3.put_object(Bucket="state", Key="k", Body=b"v")
    assert s3.get_object(Bucket="state", Key="k")["Body"].read() == b"v"


def test_unconditional_deny_still_refuses(aws):
    s3 = aws("s3")
    s3.create_bucket(Bucket="closed")
    s3.put_bucket_policy(Bucket="closed", Policy=deny("closed"))
    with pytest.raises(s3.exceptions.ClientError, match="403|Forbidden|AccessDenied"):
        s3.put_object(Bucket="closed", Key="k", Body=b"v")


@pytest.mark.parametrize(("condition", "holds"), [
    ({"Bool": {"aws:SecureTransport": "false"}}, False),
    ({"Bool": {"aws:SecureTransport": False}}, False),
    ({"Bool": {"aws:SecureTransport": "true"}}, True),
    ({"BoolIfExists": {"aws:SecureTransport": "false"}}, False),
    ({"StringNotEquals": {"aws:PrincipalAccount": "1"}}, False),
    ({"StringEqualsIfExists": {"aws:PrincipalAccount": "1"}}, True),
    ({"Null": {"aws:PrincipalAccount": "true"}}, True),
])
def test_conditions(condition, holds):
    assert condition_holds(condition) is holds


def test_changed_parameters_have_user_as_source(aws):
    rds = aws("rds")
    rds.create_db_parameter_group(DBParameterGroupName="pg", DBParameterGroupFamily="postgres16", Description="d")
    rds.modify_db_parameter_group(
        DBParameterGroupName="pg",
        Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}],
    )
    found = rds.describe_db_parameters(DBParameterGroupName="pg", Source="user")["Parameters"]
    assert [(p["ParameterName"], p["Source"]) for p in found] == [("rds.force_ssl", "user")]
    assert rds.describe_db_parameters(DBParameterGroupName="pg", Source="system")["Parameters"] == []


def test_performance_insights_are_kept(aws):
    rds = aws("rds")
    common = {"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": 20, "MasterUsername": "app",
              "MasterUserPassword": "correct-horse"}
    rds.create_db_instance(DBInstanceIdentifier="on", EnablePerformanceInsights=True, **common)
    rds.create_db_instance(DBInstanceIdentifier="off", **common)

    def found(identifier):
        return rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]

    assert found("on")["PerformanceInsightsEnabled"] is True
    assert found("on")["PerformanceInsightsRetentionPeriod"] == 7
    assert found("off")["PerformanceInsightsEnabled"] is False
    rds.modify_db_instance(DBInstanceIdentifier="on", EnablePerformanceInsights=False)
    assert found("on")["PerformanceInsightsEnabled"] is False


def test_composite_alarm(aws):
    cloudwatch = aws("cloudwatch")
    cloudwatch.put_composite_alarm(
        AlarmName="any", AlarmRule="ALARM(5xx)", ActionsEnabled=True, AlarmActions=["arn:aws:sns:us-east-1:123456789012:t"],
        Tags=[{"Key": "Project", "Value": "slipway"}],
    )
    alarm = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]
    assert alarm["AlarmRule"] == "ALARM(5xx)"
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "Project", "Value": "slipway"}]
    assert cloudwatch.describe_alarms()["CompositeAlarms"] == []


def test_authorization_token_is_still_valid(aws):
    token = aws("ecr").get_authorization_token()["authorizationData"][0]
    assert token["expiresAt"] > datetime.datetime.now(datetime.timezone.utc)


def test_moved_tag_leaves_the_older_image_untagged(aws):
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="slipway/catalog")
    digests = []
    for size in (10, 20):
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"size": 1, "digest": "sha256:c"}, "layers": [{"size": size, "digest": f"sha256:{size}"}],
        })
        digests.append("sha256:" + hashlib.sha256(manifest.encode()).hexdigest())
        ecr.put_image(repositoryName="slipway/catalog", imageManifest=manifest, imageTag="main", imageDigest=digests[-1])
    images = {i["imageDigest"]: i for i in ecr.describe_images(repositoryName="slipway/catalog")["imageDetails"]}
    assert "imageTags" not in images[digests[0]] or images[digests[0]]["imageTags"] == []
    assert images[digests[1]]["imageTags"] == ["main"]
    assert images[digests[1]]["imageSizeInBytes"] == 21


def test_kms_signs_a_digest_as_it_is(aws):
    kms = aws("kms")
    key = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")["KeyMetadata"]["KeyId"]
    digest = hashlib.sha256(b"an image").digest()
    how = {"KeyId": key, "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = kms.sign(Message=digest, MessageType="DIGEST", **how)["Signature"]
    # It is the signature of what was hashed, so it also counts for that itself, and for nothing else.
    assert kms.verify(Message=digest, MessageType="DIGEST", Signature=signature, **how)["SignatureValid"]
    assert kms.verify(Message=b"an image", MessageType="RAW", Signature=signature, **how)["SignatureValid"]
    assert not kms.verify(Message=b"another", MessageType="RAW", Signature=signature, **how)["SignatureValid"]
