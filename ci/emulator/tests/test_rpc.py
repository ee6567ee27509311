"""rpc.py: the protocol that CloudWatch's SDKs speak."""

from __future__ import annotations

import urllib.request

import cbor2
import pytest


@pytest.fixture
def ask(endpoint):
    """Return a function that makes a call as the Go SDK does, and gives the status and what the answer says."""

    def call(operation, **parameters):
        request = urllib.request.Request(
            f"{endpoint}/service/GraniteServiceVersion20100801/operation/{operation}", data=cbor2.dumps(parameters), method="POST",
            headers={
                "Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor",
                "Authorization": "AWS4-HMAC-SHA256 Credential=a/20261129/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=b",
            },
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.headers, cbor2.loads(answer.read())
        except urllib.error.HTTPError as err:
            return err.code, err.headers, cbor2.loads(err.read())

    return call


def test_alarms_are_read_with_their_types(ask):
    status, headers, _ = ask(
        "PutMetricAlarm", AlarmName="shop-down", Namespace="AWS/ECS", MetricName="x", Statistic="Average", Period=60, EvaluationPeriods=2,
        Threshold=1.5, ComparisonOperator="LessThanThreshold", Dimensions=[{"Name": "a", "Value": "b"}], Tags=[{"Key": "Environment", "Value": "prod"}],
    )
    assert status == 200 and headers["smithy-protocol"] == "rpc-v2-cbor"
    _, _, found = ask("DescribeAlarms", AlarmNamePrefix="shop-")
    alarm = found["MetricAlarms"][0]
    assert (alarm["AlarmName"], alarm["Threshold"], alarm["EvaluationPeriods"]) == ("shop-down", 1.5, 2)
    assert alarm["StateUpdatedTimestamp"].year >= 2026
    _, _, tags = ask("ListTagsForResource", ResourceARN=alarm["AlarmArn"])
    assert tags["Tags"] == [{"Key": "Environment", "Value": "prod"}]


def test_an_error_says_its_code(ask):
    status, headers, said = ask("SetAlarmState", AlarmName="none", StateValue="ALARM", StateReason="x")
    assert status == 404 and said["__type"] == "ResourceNotFound" and headers["x-amzn-query-error"] == "ResourceNotFound;Sender"
