"""ecs/scheduler.py, agent.py: tasks whose containers say themselves whether they are well, with a runner that a test plays."""

from __future__ import annotations

import cluster
import pytest
from runner import Runner, running, stopped

CHECK = {"command": ["CMD", "/web", "healthy"], "interval": 5, "retries": 1}


@pytest.fixture
def runner(aws, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    return Runner(endpoint, aws)



def _worker(aws, network, *containers):
    """Create the service web as a worker, which no load balancer asks."""
    definition = aws("ecs").register_task_definition(
        family="web", networkMode="awsvpc",
        containerDefinitions=[{"image": "web@sha256:" + "a" * 64, "memory": 64, **container} for container in containers],
    )["taskDefinition"]["taskDefinitionArn"]
    inside = {"subnets": network["subnets"], "securityGroups": [network["group"]]}
    cluster.service(aws, definition, networkConfiguration={"awsvpcConfiguration": inside})


def _health(aws):
    return [task["healthStatus"] for task in aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=running(aws))["tasks"]]


def test_a_worker_is_healthy_when_its_container_says_so(aws, network, runner):
    cluster.create(aws, network)
    _worker(aws, network, {"name": "web", "healthCheck": CHECK})
    runner.checks = {"web": "UNKNOWN"}
    runner.until(lambda: cluster.described(aws)["runningCount"] == 2)
    assert _health(aws) == ["UNKNOWN", "UNKNOWN"] and cluster.complete(aws) is None
    runner.checks = {"web": "HEALTHY"}
    runner.until(lambda: cluster.complete(aws))
    assert _health(aws) == ["HEALTHY", "HEALTHY"]


def test_a_worker_whose_container_fails_its_check_is_replaced(aws, network, runner):
    cluster.create(aws, network)
    _worker(aws, network, {"name": "web", "healthCheck": CHECK})
    runner.checks = {"web": "HEALTHY"}
    runner.until(lambda: cluster.complete(aws))
    lost = running(aws)[0]
    runner.tell_checks(lost, {"web": "UNHEALTHY"})
    runner.until(lambda: lost not in running(aws) and cluster.described(aws)["runningCount"] == 2)
    assert [(task["taskArn"], task["stoppedReason"]) for task in stopped(aws)] == [(lost, "Task failed container health checks")]


def test_the_check_of_a_container_that_is_not_essential_decides_nothing(aws, network, runner):
    cluster.create(aws, network)
    _worker(aws, network, {"name": "web"}, {"name": "agent", "essential": False, "healthCheck": CHECK})
    runner.checks = {"agent": "UNHEALTHY"}
    runner.until(lambda: cluster.complete(aws))
    assert _health(aws) == ["UNKNOWN", "UNKNOWN"] and stopped(aws) == []


def test_one_essential_container_that_fails_its_check_is_enough(aws, network, runner):
    cluster.create(aws, network)
    _worker(aws, network, {"name": "web", "healthCheck": CHECK}, {"name": "proxy", "healthCheck": CHECK})
    runner.checks = {"web": "UNKNOWN", "proxy": "UNHEALTHY"}
    failed = runner.until(lambda: stopped(aws))[0]
    assert failed["stoppedReason"] == "Task failed container health checks"
