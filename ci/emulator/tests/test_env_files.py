"""ecs/env_files.py: the files of a container's environment, read from S3 by the execution role."""

from __future__ import annotations

import urllib.parse

import cluster
import pytest
from roles import Roles, allow
from runner import call, running

BUCKET = "arn:aws:s3:::shop-settings"
FILE = BUCKET + "/services/web.env"
READS = [allow("s3:GetObject", FILE), allow("s3:GetBucketLocation", BUCKET)]


@pytest.fixture
def start(aws, network, endpoint, monkeypatch):
    """Return a function that starts a task, whose execution role has some rights, and gives what its runner is told."""
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    cluster.create(aws, network)
    aws("s3").create_bucket(Bucket="shop-settings")

    def started(*rights):
        role = Roles(endpoint, aws).make("web-execution", *rights)
        definition = aws("ecs").register_task_definition(
            family="web", networkMode="awsvpc", executionRoleArn=role,
            containerDefinitions=[{
                "name": "web", "image": "web@sha256:" + "a" * 64, "memory": 64, "environmentFiles": [{"type": "s3", "value": FILE}],
            }],
        )["taskDefinition"]["taskDefinitionArn"]
        inside = {"subnets": network["subnets"], "securityGroups": [network["group"]]}
        cluster.service(aws, definition, desiredCount=1, networkConfiguration={"awsvpcConfiguration": inside})
        return call(endpoint, "GET", "agent/task?arn=" + urllib.parse.quote(running(aws)[0]))

    return started


def test_a_file_is_read_line_by_line(aws, start):
    text = 'ZONE=z\n# COMMENT=1\n\nGREETING="hello there" \nURL=http://a/?b=c\nnothing\n'
    aws("s3").put_object(Bucket="shop-settings", Key="services/web.env", Body=text.encode())
    assert start(*READS)["files"] == {"web": {"ZONE": "z", "GREETING": '"hello there" ', "URL": "http://a/?b=c"}}


def test_a_role_that_may_not_read_the_file_keeps_the_task_from_starting(aws, start):
    aws("s3").put_object(Bucket="shop-settings", Key="services/web.env", Body=b"ZONE=z\n")
    reason = start(READS[1])["refused"]["reason"]
    assert "from bucket shop-settings" in reason and "not authorized to perform: s3:GetObject on resource: " + FILE in reason


def test_a_file_that_is_not_there_keeps_the_task_from_starting(start):
    assert start(*READS)["refused"]["reason"].endswith("NoSuchKey: The specified key does not exist.")


def test_a_rehearsal_goes_on_without_the_file(start, monkeypatch):
    monkeypatch.setenv("SLIPWAY_INVENT_SECRETS", "true")
    assert start(*READS)["files"] == {"web": {}}
