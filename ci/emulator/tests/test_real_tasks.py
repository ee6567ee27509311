"""ecs/scheduler.py, agent.py, health.py: rollouts that follow their tasks, with a runner and a load balancer that a test plays."""

from __future__ import annotations

import urllib.error

import cluster
import pytest
from runner import Runner, call, running, service, stopped

BAD = "web@sha256:" + "b" * 64
EXIT = {"exitCode": 3}


@pytest.fixture
def runner(aws, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    return Runner(endpoint, aws)


def _update(aws, **container):
    definition = cluster.task_definition(aws, "awsvpc", **container)
    return aws("ecs").update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=definition)["service"]["deployments"][0]["id"]


def _states(aws):
    return {d["id"]: d["rolloutState"] for d in cluster.described(aws)["deployments"]}


def _events(aws):
    return [event["message"] for event in cluster.described(aws)["events"]]


def test_a_deployment_waits_for_its_tasks_and_for_their_health(aws, network, runner):
    cluster.create(aws, network)
    group = service(aws, network)
    found = cluster.described(aws)
    assert (found["runningCount"], found["pendingCount"]) == (0, 2)
    tasks = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=running(aws))["tasks"]
    assert {task["lastStatus"] for task in tasks} == {"PROVISIONING"}
    assert aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"] == []

    runner.health = "initial"
    runner.until(lambda: cluster.described(aws)["runningCount"] == 2)
    assert cluster.complete(aws) is None
    health = aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [target["TargetHealth"]["State"] for target in health] == ["initial", "initial"]
    runner.health = "healthy"
    runner.until(lambda: cluster.complete(aws))
    assert "has reached a steady state" in _events(aws)[0]


def test_older_tasks_serve_until_newer_ones_are_healthy(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    before = running(aws)
    runner.health = "initial"
    _update(aws, image=BAD)
    # Targets that are healthy stay so: only those that are new wait.
    for task in call(runner.endpoint, "GET", "agent/tasks")["tasks"]:
        if task["arn"] not in runner.running:
            runner._start(task["arn"])
    assert set(before) < set(running(aws)) and len(running(aws)) == 4
    runner.health = "healthy"
    runner.until(lambda: cluster.complete(aws))
    assert not set(before) & set(running(aws)) and set(before) <= set(runner.ended)
    assert {task["stopCode"] for task in stopped(aws)} == {"ServiceSchedulerInitiated"}


def test_a_container_that_exits_is_rolled_back_and_the_old_tasks_never_stop(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    before = running(aws)
    runner.fate = lambda detail: EXIT if detail["containers"][0]["image"] == BAD else None
    failing = _update(aws, image=BAD)
    runner.until(lambda: _states(aws).get(failing) is None)
    found = runner.until(lambda: cluster.complete(aws))
    assert running(aws) == before and found["deployments"][0]["id"] != failing
    failed = [task for task in stopped(aws) if task["stopCode"] == "EssentialContainerExited"]
    assert len(failed) == 3
    assert {(t["stoppedReason"], t["containers"][0]["exitCode"]) for t in failed} == {("Essential container in task exited", 3)}
    assert any("rolling back to deployment" in message for message in _events(aws))


def test_an_unhealthy_task_is_stopped_after_the_grace_period_alone(aws, network, runner):
    cluster.create(aws, network)
    group = service(aws, network, healthCheckGracePeriodSeconds=2)
    runner.health = "unhealthy"
    runner.until(lambda: cluster.described(aws)["runningCount"] == 2)
    runner.step()
    assert stopped(aws) == []
    failed = runner.until(lambda: stopped(aws))[0]
    assert failed["stoppedReason"] == f"Task failed ELB health checks in (target-group {group})"
    assert any(
        message.endswith(f"is unhealthy in (target-group {group}) due to (reason Health checks failed with these codes: [307]).")
        for message in _events(aws)
    )
    deployment = runner.until(lambda: [d for d in cluster.described(aws)["deployments"] if d["rolloutState"] == "FAILED"])[0]
    assert deployment["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."


def test_a_task_that_dies_later_is_replaced(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network)
    first = runner.until(lambda: cluster.complete(aws))["deployments"][0]["id"]
    lost = running(aws)[0]
    runner.end(lost, exitCode=1)
    assert cluster.described(aws)["runningCount"] == 1
    runner.until(lambda: cluster.described(aws)["runningCount"] == 2)
    assert lost not in running(aws) and list(_states(aws)) == [first]
    runner.until(lambda: _events(aws)[0].endswith("has reached a steady state."))


def test_a_cluster_without_room_says_what_it_lacks(aws, network, runner):
    cluster.create(aws, network, size=1)
    aws("autoscaling").update_auto_scaling_group(AutoScalingGroupName="nodes", MaxSize=1)
    # A t3.medium has three interfaces, one of which is its own.
    service(aws, network, desiredCount=3)
    runner.until(lambda: cluster.described(aws)["runningCount"] == 2)
    assert any('RESOURCE:ENI' in m and "no container instance met all of its requirements" in m for m in _events(aws))
    assert cluster.complete(aws) is None


def test_a_full_cluster_grows_where_its_group_may(aws, network, runner):
    cluster.create(aws, network, size=1)
    service(aws, network, desiredCount=3)
    runner.until(lambda: cluster.complete(aws))
    assert len(aws("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["Instances"]) == 2


def test_memory_is_counted(aws, network, runner):
    cluster.create(aws, network, size=1)
    aws("autoscaling").update_auto_scaling_group(AutoScalingGroupName="nodes", MaxSize=1)
    service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    _update(aws, memory=4000)
    assert any("has insufficient memory available" in message for message in _events(aws))


def test_minimum_and_maximum_percent(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network, deploymentConfiguration={"minimumHealthyPercent": 50, "maximumPercent": 100})
    runner.until(lambda: cluster.complete(aws))
    _update(aws, image=BAD)
    counts = set()
    runner.until(lambda: counts.add(len(running(aws))) or cluster.complete(aws))
    assert counts <= {1, 2}


def test_a_stopped_task_drains_first(aws, network, runner):
    cluster.create(aws, network)
    group = service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    aws("elbv2").modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "4"}]
    )
    arn = running(aws)[0]
    answer = aws("ecs").stop_task(cluster=cluster.CLUSTER, task=arn, reason="maintenance")["task"]
    assert (answer["lastStatus"], answer["desiredStatus"], answer["stopCode"]) == ("DEACTIVATING", "STOPPED", "UserInitiated")
    runner.step()
    assert arn not in runner.ended
    states = aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert "draining" in [target["TargetHealth"]["State"] for target in states]
    runner.until(lambda: arn in runner.ended)
    assert [task["stoppedReason"] for task in stopped(aws)] == ["maintenance"]


def test_a_deleted_service_drains_until_its_tasks_have_ended(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    aws("ecs").delete_service(cluster=cluster.CLUSTER, service="web", force=True)
    assert cluster.described(aws)["status"] == "DRAINING"
    runner.until(lambda: cluster.described(aws)["status"] == "INACTIVE")
    assert len(runner.ended) == 2


def test_a_condemned_deployment_fails_without_a_container(aws, network, runner):
    cluster.create(aws, network)
    service(aws, network)
    runner.until(lambda: cluster.complete(aws))
    before = running(aws)
    call(runner.endpoint, "POST", "fail-next/web", {})
    failing = _update(aws, image=BAD)
    runner.until(lambda: _states(aws).get(failing) is None)
    runner.until(lambda: cluster.complete(aws))
    assert running(aws) == before


def test_health_of_what_is_not_registered_is_refused(aws, network, runner):
    cluster.create(aws, network)
    group = service(aws, network)
    with pytest.raises(urllib.error.HTTPError) as refused:
        runner.tell(group, {"Id": "10.0.0.99", "Port": 8080}, "healthy")
    assert b"10.0.0.99:8080 is not registered" in refused.value.read()
