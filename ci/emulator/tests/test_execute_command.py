"""gaps/ecs_execute_command.py, ecs/exec.py: who may run a command in which task, and how its session begins."""

from __future__ import annotations

import urllib.error

import botocore.exceptions
import cluster
import pytest
from roles import Roles, allow
from runner import Runner, call, running, service
from waiting import eventually

CHANNELS = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]


@pytest.fixture
def runner(aws, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    return Runner(endpoint, aws)


def _started(aws, endpoint, network, runner, *, exec=True, rights=CHANNELS):
    cluster.create(aws, network)
    service(aws, network, enableExecuteCommand=exec)
    role = Roles(endpoint, aws).make("web-task", allow(rights)) if rights else None
    definition = aws("ecs").register_task_definition(
        family="web", networkMode="awsvpc", **({"taskRoleArn": role} if role else {}),
        containerDefinitions=[{"name": "web", "image": "web@sha256:" + "a" * 64, "memory": 64, "portMappings": [{"containerPort": 8080}]}],
    )["taskDefinition"]["taskDefinitionArn"]
    aws("ecs").update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=definition)
    runner.until(lambda: cluster.complete(aws))
    return running(aws)[0]


def _exec(aws, task, **more):
    return aws("ecs").execute_command(**{"cluster": cluster.CLUSTER, "task": task, "command": "ls -l", "interactive": True, **more})


def _refused(aws, task, **more):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        _exec(aws, task, **more)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_session_begins_once_and_for_its_token_alone(aws, endpoint, network, runner):
    task = _started(aws, endpoint, network, runner)
    shown = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=[task])["tasks"][0]
    assert shown["enableExecuteCommand"] is True
    assert shown["containers"][0]["managedAgents"] == [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}]
    answer = _exec(aws, task)
    assert (answer["taskArn"], answer["containerName"], answer["interactive"]) == (task, "web", True)
    session = answer["session"]
    name = session["sessionId"]
    assert session["streamUrl"] == endpoint.replace("http:", "ws:") + f"/v1/data-channel/{name}?role=publish_subscribe"
    for wrong in ({"id": name, "token": "guessed"}, {"id": "another", "token": session["tokenValue"]}):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            call(endpoint, "POST", "agent/session", wrong)
    right = {"id": name, "token": session["tokenValue"]}
    assert call(endpoint, "POST", "agent/session", right) == {"task": task, "container": "web", "command": "ls -l"}
    with pytest.raises(urllib.error.HTTPError, match="404"):
        call(endpoint, "POST", "agent/session", right)


def test_what_can_not_run(aws, endpoint, network, runner):
    task = _started(aws, endpoint, network, runner)
    assert _refused(aws, task, container="proxy") == ("InvalidParameterException", "The container proxy is not in the task: it has web.")
    assert _refused(aws, task, interactive=False)[0] == "InvalidParameterException"
    assert _refused(aws, task[:-4] + "ffff")[1] == "The specified task was not found. Specify a valid task and try again."
    assert _refused(aws, task, cluster="another")[0] == "ClusterNotFoundException"


def test_a_service_that_does_not_allow_it(aws, endpoint, network, runner):
    task = _started(aws, endpoint, network, runner, exec=False)
    shown = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=[task])["tasks"][0]
    assert shown["enableExecuteCommand"] is False and "managedAgents" not in shown["containers"][0]
    code, message = _refused(aws, task)
    assert code == "InvalidParameterException" and "execute command was not enabled when the task was run" in message


@pytest.mark.parametrize("rights", [[], CHANNELS[:3]])
def test_a_task_whose_role_may_not_reach_systems_manager(aws, endpoint, network, runner, rights):
    code, message = _refused(aws, _started(aws, endpoint, network, runner, rights=rights))
    assert code == "TargetNotConnectedException"
    assert ("may not ssmmessages:OpenDataChannel" if rights else "the task has no role") in message


def test_a_role_needs_the_right(aws, endpoint, network, runner):
    task = _started(aws, endpoint, network, runner)
    roles = Roles(endpoint, aws)
    roles.make("reader", allow(["ecs:Describe*", "ecs:List*"]))
    roles.make("person", allow("ecs:ExecuteCommand", [f"arn:aws:ecs:us-east-1:123456789012:{kind}/{cluster.CLUSTER}*" for kind in ("cluster", "task")]))
    with pytest.raises(botocore.exceptions.ClientError, match="ecs:ExecuteCommand"):
        roles.client("ecs", "reader").execute_command(cluster=cluster.CLUSTER, task=task, command="ls", interactive=True)
    assert roles.client("ecs", "person").execute_command(cluster=cluster.CLUSTER, task=task, command="ls", interactive=True)["session"]


def test_simulated_tasks_run_nothing(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws), enableExecuteCommand=True)
    code, message = _refused(aws, eventually(lambda: running(aws))[0])
    assert code == "TargetNotConnectedException" and "SLIPWAY_TASKS=auto" in message
