"""Schedules are kept as they were written: what is lost of one would be a diff on every plan."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError
from roles import Roles, allow, refused


def names(endpoint: str) -> set[str]:
    with urllib.request.urlopen(f"{endpoint}/_slipway/resources", timeout=60) as answer:
        return {entry["name"] for entry in json.load(answer)}


def test_a_schedule_is_kept_with_all_of_its_target(aws: Any, endpoint: str) -> None:
    client = aws("scheduler")
    client.create_schedule_group(Name="shop-test", Tags=[{"Key": "Environment", "Value": "test"}])
    target: dict[str, Any] = {
        "Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop-test",
        "RoleArn": "arn:aws:iam::123456789012:role/shop-test/shop-test-report-schedule",
        "EcsParameters": {
            "TaskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/shop-test-report:1",
            "TaskCount": 1,
            "PropagateTags": "TASK_DEFINITION",
            "CapacityProviderStrategy": [{"capacityProvider": "shop-test", "base": 0, "weight": 1}],
            "NetworkConfiguration": {
                "awsvpcConfiguration": {"Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"], "AssignPublicIp": "DISABLED"}
            },
        },
        "RetryPolicy": {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3600},
        "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:shop-test-missed-runs"},
    }
    settings: dict[str, Any] = {"Name": "report", "GroupName": "shop-test", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    client.create_schedule(ScheduleExpression="cron(0 3 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin", **settings)
    kept = client.get_schedule(Name="report", GroupName="shop-test")
    assert kept["Target"] == target
    assert (kept["ScheduleExpression"], kept["ScheduleExpressionTimezone"]) == ("cron(0 3 * * ? *)", "Europe/Berlin")
    assert kept["State"] == "ENABLED"

    assert names(endpoint) == {"shop-test", "shop-test/report"}

    target["EcsParameters"]["TaskDefinitionArn"] = "arn:aws:ecs:us-east-1:123456789012:task-definition/shop-test-report:2"
    client.update_schedule(ScheduleExpression="rate(1 hour)", State="DISABLED", **settings)
    changed = client.get_schedule(Name="report", GroupName="shop-test")
    assert changed["Target"] == target
    assert (changed["ScheduleExpression"], changed["State"]) == ("rate(1 hour)", "DISABLED")

    client.delete_schedule(Name="report", GroupName="shop-test")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_schedule(Name="report", GroupName="shop-test")
    client.delete_schedule_group(Name="shop-test")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_schedule_group(Name="shop-test")
    assert names(endpoint) == set()


def test_who_makes_a_schedule_hands_its_role_on(aws: Any, roles: Roles) -> None:
    for group in ("shop-test", "shop-test-eu"):
        aws("scheduler").create_schedule_group(Name=group)
    starter = "arn:aws:iam::123456789012:role/shop-test/shop-test-report-schedule"
    own = allow("scheduler:CreateSchedule", "arn:aws:scheduler:us-east-1:123456789012:schedule/shop-test/*")
    passing = allow("iam:PassRole", starter, Condition={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}})
    roles.make("thief", own)
    roles.make("pipeline", own, passing)

    def create(role: str, group: str) -> Any:
        return roles.client("scheduler", role).create_schedule(
            Name="report", GroupName=group, ScheduleExpression="rate(1 hour)", FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop-test", "RoleArn": starter},
        )

    assert "iam:PassRole" in refused(lambda: create("thief", "shop-test"))
    assert "scheduler:CreateSchedule" in refused(lambda: create("pipeline", "shop-test-eu"))
    create("pipeline", "shop-test")
