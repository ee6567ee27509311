"""ecs/startup.py: what ECS does before a container starts."""

from __future__ import annotations

import urllib.parse

import cluster
import pytest
from runner import call, running

from slipway_emulator.ecs import startup

LOG = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}}


@pytest.fixture
def detail(aws, network, endpoint, monkeypatch):
    """Return a function that starts a task of a container with these settings and gives what its runner is told."""
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    cluster.create(aws, network)

    def start(**container):
        definition = cluster.task_definition(aws, "awsvpc", **container)
        cluster.service(
            aws, definition, desiredCount=1,
            networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        )
        return call(endpoint, "GET", "agent/task?arn=" + urllib.parse.quote(running(aws)[0]))

    return start


def test_secrets_of_both_stores(aws, detail):
    manager, store = aws("secretsmanager"), aws("ssm")
    plain = manager.create_secret(Name="plain", SecretString="s3cret")["ARN"]
    keyed = manager.create_secret(Name="keyed", SecretString='{"password": "hunter2"}')["ARN"]
    store.put_parameter(Name="/web/token", Value="t0ken", Type="SecureString")
    found = detail(secrets=[
        {"name": "PLAIN", "valueFrom": plain},
        {"name": "KEYED", "valueFrom": keyed + ":password::"},
        {"name": "NAMED", "valueFrom": "/web/token"},
        {"name": "BY_ARN", "valueFrom": "arn:aws:ssm:us-east-1:123456789012:parameter/web/token"},
    ])
    assert found["secrets"]["web"] == {"PLAIN": "s3cret", "KEYED": "hunter2", "NAMED": "t0ken", "BY_ARN": "t0ken"}


def test_a_secret_without_a_value_keeps_the_task_from_starting(aws, detail):
    secret = aws("secretsmanager").create_secret(Name="empty")["ARN"]
    reason = detail(secrets=[{"name": "PASSWORD", "valueFrom": secret}])["refused"]["reason"]
    assert reason.startswith("ResourceInitializationError: unable to pull secrets or registry auth")
    assert reason.endswith("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")


def test_a_value_is_invented_on_request_for_a_secret_that_exists(aws, detail, monkeypatch):
    monkeypatch.setenv("SLIPWAY_INVENT_SECRETS", "true")
    secret = aws("secretsmanager").create_secret(Name="empty")["ARN"]
    written = aws("secretsmanager").create_secret(Name="written", SecretString="s3cret")["ARN"]
    assert detail(secrets=[{"name": "KEY", "valueFrom": f"{secret}:password::"}, {"name": "WRITTEN", "valueFrom": written}])["secrets"]["web"] == {
        "KEY": "invented", "WRITTEN": "s3cret",
    }


@pytest.mark.parametrize("on", [True, False])
def test_inventing_is_switched_while_the_emulator_runs(aws, detail, monkeypatch, on):
    monkeypatch.setenv(startup.INVENT, "false" if on else "true")
    startup.invent(on)
    empty = aws("secretsmanager").create_secret(Name="empty")["ARN"]
    assert ("refused" in detail(secrets=[{"name": "KEY", "valueFrom": empty}])) is not on


def test_no_value_is_invented_for_a_secret_that_is_not_there(aws, detail, monkeypatch):
    monkeypatch.setenv("SLIPWAY_INVENT_SECRETS", "true")
    missing = "arn:aws:secretsmanager:us-east-1:123456789012:secret:missing-AbCdEf"
    assert detail(secrets=[{"name": "KEY", "valueFrom": missing}])["refused"]["reason"].endswith("can't find the specified secret.")


def test_a_missing_key_is_named_and_the_secret_is_not(aws, detail):
    secret = aws("secretsmanager").create_secret(Name="keyed", SecretString='{"password": "hunter2"}')["ARN"]
    reason = detail(secrets=[{"name": "PASSWORD", "valueFrom": secret + ":user::"}])["refused"]["reason"]
    assert reason.endswith("did not contain json key user") and "hunter2" not in reason


def test_a_missing_parameter_is_named(detail):
    assert detail(secrets=[{"name": "TOKEN", "valueFrom": "/no/such"}])["refused"]["reason"].endswith("invalid parameters: /no/such")


def test_lines_arrive_in_the_log_group(aws, detail, endpoint):
    logs = aws("logs")
    logs.create_log_group(logGroupName="/ecs/web")
    found = detail(logConfiguration=LOG)
    assert "refused" not in found
    now = aws("logs").describe_log_groups()["logGroups"][0]["creationTime"]
    events = [{"timestamp": now, "message": "one"}, {"timestamp": now + 1, "message": "two"}]
    call(endpoint, "POST", "agent/logs", {"arn": found["arn"], "container": "web", "events": events})
    answer = logs.get_log_events(logGroupName="/ecs/web", logStreamName=f"web/web/{found['id']}")["events"]
    assert [event["message"] for event in answer] == ["one", "two"]


def test_a_missing_log_group_keeps_the_task_from_starting(detail):
    refused = detail(logConfiguration=LOG)["refused"]
    assert refused["reason"].startswith("CannotStartContainerError") and "/ecs/web" in refused["reason"]


def test_a_runner_is_told_of_file_systems(aws, network, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    cluster.create(aws, network)
    point = {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"}
    system = {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED", "authorizationConfig": point}
    definition = aws("ecs").register_task_definition(
        family="web", networkMode="awsvpc", volumes=[{"name": "uploads", "efsVolumeConfiguration": system}],
        containerDefinitions=[{
            "name": "web", "image": "web@sha256:" + "a" * 64, "memory": 64,
            "mountPoints": [{"sourceVolume": "uploads", "containerPath": "/uploads", "readOnly": False}],
        }],
    )["taskDefinition"]["taskDefinitionArn"]
    inside = {"subnets": network["subnets"], "securityGroups": [network["group"]]}
    cluster.service(aws, definition, desiredCount=1, networkConfiguration={"awsvpcConfiguration": inside})
    found = call(endpoint, "GET", "agent/task?arn=" + urllib.parse.quote(running(aws)[0]))
    assert found["volumes"][0]["efsVolumeConfiguration"]["authorizationConfig"] == point
    assert found["containers"][0]["mountPoints"][0]["containerPath"] == "/uploads"


def test_credentials_of_a_task_role(endpoint):
    role = "arn:aws:iam::123456789012:role/web"
    found = call(endpoint, "GET", f"agent/credentials?region=us-east-1&role={urllib.parse.quote(role)}")
    assert found["RoleArn"] == role and found["AccessKeyId"].startswith("LSIA") and found["Token"]
