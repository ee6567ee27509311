"""gaps/ecs_run_task.py, ecs/standalone.py: tasks without a service, placed, run and ended as ECS does."""

from __future__ import annotations

import cluster
import pytest
from botocore.exceptions import ClientError
from roles import ACCOUNT, Roles, allow, refused
from runner import Runner, call
from waiting import eventually


@pytest.fixture
def runner(aws, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    return Runner(endpoint, aws)


def run(aws, network, definition, **more):
    return aws("ecs").run_task(**{
        "cluster": cluster.CLUSTER, "taskDefinition": definition, "startedBy": "test",
        "capacityProviderStrategy": [{"capacityProvider": "nodes", "weight": 1}],
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        **more,
    })


def look(aws, task):
    return aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=[task["taskArn"]])["tasks"][0]


def ended(aws, task):
    found = look(aws, task)
    return found if found["lastStatus"] == "STOPPED" else None


def test_a_real_task_runs_with_its_overrides_and_ends_with_its_exit_code(aws, network, runner):
    cluster.create(aws, network)
    definition = cluster.task_definition(aws, "awsvpc", command=["serve"], environment=[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])
    seen = []
    runner.fate = lambda detail: seen.append(detail["containers"][0]) or {"exitCode": 3}
    override = {"name": "web", "command": ["migrate", "--all"], "environment": [{"name": "B", "value": "3"}]}
    answer = run(aws, network, definition, overrides={"containerOverrides": [override]})
    task = answer["tasks"][0]
    assert answer["failures"] == [] and (task["lastStatus"], task["group"], task["startedBy"]) == ("PROVISIONING", "family:web", "test")
    stopped = runner.until(lambda: ended(aws, task))
    assert (stopped["stopCode"], stopped["containers"][0]["exitCode"]) == ("EssentialContainerExited", 3)
    assert seen[0]["command"] == ["migrate", "--all"] and seen[0]["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "3"}]
    kept = aws("ecs").describe_task_definition(taskDefinition=definition)["taskDefinition"]["containerDefinitions"][0]
    assert kept["command"] == ["serve"]


def test_a_real_task_that_is_stopped_is_told_to_end(aws, network, runner):
    cluster.create(aws, network)
    task = run(aws, network, cluster.task_definition(aws, "awsvpc"))["tasks"][0]
    runner.until(lambda: look(aws, task)["lastStatus"] == "RUNNING")
    aws("ecs").stop_task(cluster=cluster.CLUSTER, task=task["taskArn"], reason="enough")
    stopped = runner.until(lambda: ended(aws, task))
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough") and runner.ended == [task["taskArn"]]


def test_no_room_is_a_failure_and_no_task(aws, network, runner):
    cluster.create(aws, network)
    answer = run(aws, network, cluster.task_definition(aws, "awsvpc", memory=500_000))
    assert answer["tasks"] == [] and {failure["reason"] for failure in answer["failures"]} == {"RESOURCE:MEMORY"}
    assert call(runner.endpoint, "GET", "agent/tasks")["tasks"] == []


def test_a_task_has_a_full_cluster_grow(aws, network, runner):
    cluster.create(aws, network, size=1)
    definition = cluster.task_definition(aws, "awsvpc", memory=3000)
    first, second = (run(aws, network, definition)["tasks"][0]["containerInstanceArn"] for _ in range(2))
    assert first != second


def test_a_simulated_task_ends_by_itself(aws, network):
    cluster.create(aws, network)
    task = run(aws, network, cluster.task_definition(aws, "awsvpc"))["tasks"][0]
    assert task["lastStatus"] == "RUNNING"
    assert eventually(lambda: ended(aws, task))["containers"][0]["exitCode"] == 0
    failing = run(aws, network, cluster.task_definition(aws, "awsvpc", dockerLabels={"SLIPWAY_SIMULATE": "fail"}))["tasks"][0]
    assert eventually(lambda: ended(aws, failing))["containers"][0]["exitCode"] == 1
    stopping = run(aws, network, cluster.task_definition(aws, "awsvpc"))["tasks"][0]
    aws("ecs").stop_task(cluster=cluster.CLUSTER, task=stopping["taskArn"], reason="enough")
    assert (look(aws, stopping)["lastStatus"], look(aws, stopping)["stopCode"]) == ("STOPPED", "UserInitiated")


def test_what_cannot_run_is_refused(aws, network):
    cluster.create(aws, network)
    definition = cluster.task_definition(aws, "awsvpc")
    with pytest.raises(ClientError, match="not a container in the TaskDefinition"):
        run(aws, network, definition, overrides={"containerOverrides": [{"name": "other", "command": ["x"]}]})
    with pytest.raises(ClientError, match="'others' was not found"):
        run(aws, network, definition, capacityProviderStrategy=[{"capacityProvider": "others", "weight": 1}])
    aws("ecs").deregister_task_definition(taskDefinition=definition)
    with pytest.raises(ClientError, match="TaskDefinition is inactive"):
        run(aws, network, definition)


def test_who_runs_a_task_hands_its_roles_on(aws, network, roles: Roles):
    cluster.create(aws, network)
    own = f"arn:aws:iam::{ACCOUNT}:role/web-task"
    definition = aws("ecs").register_task_definition(
        family="web", networkMode="awsvpc", taskRoleArn=own, containerDefinitions=[{"name": "web", "image": "web", "memory": 64}]
    )["taskDefinition"]["taskDefinitionArn"]
    start = allow("ecs:RunTask", f"{definition.rpartition(':')[0]}:*", Condition={"ArnEquals": {
        "ecs:cluster": f"arn:aws:ecs:{cluster.REGION}:{ACCOUNT}:cluster/{cluster.CLUSTER}"}})
    roles.make("starter", start)
    roles.make("pipeline", start, allow("iam:PassRole", own))

    def by(role, name=cluster.CLUSTER):
        return roles.client("ecs", role).run_task(
            cluster=name, taskDefinition=definition, capacityProviderStrategy=[{"capacityProvider": "nodes", "weight": 1}],
            networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        )

    assert "iam:PassRole" in refused(lambda: by("starter"))
    assert "ecs:RunTask" in refused(lambda: by("pipeline", "another"))
    assert by("pipeline")["tasks"]
