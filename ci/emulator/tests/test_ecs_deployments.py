"""gaps/ecs_deployments.py, ecs_container_instances.py, ecs_service_deployments_api.py: what a rollout looks like from outside."""

from __future__ import annotations

import ipaddress
import urllib.request

import cluster
import pytest
from waiting import eventually


def test_service_reaches_a_steady_state_over_both_zones(aws, network):
    cluster.create(aws, network)
    group = cluster.target_group(aws, network)
    created = cluster.service(
        aws, cluster.task_definition(aws),
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
    )
    assert [d["rolloutState"] for d in created["deployments"]] == ["IN_PROGRESS"]
    assert created["runningCount"] == 0

    service = eventually(lambda: cluster.complete(aws))
    assert (service["runningCount"], service["pendingCount"]) == (2, 0)
    assert "has reached a steady state" in service["events"][0]["message"]
    health = aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [target["TargetHealth"]["State"] for target in health] == ["healthy", "healthy"]
    assert len({target["Target"]["Id"] for target in health}) == 2
    ecs = aws("ecs")
    tasks = ecs.describe_tasks(
        cluster=cluster.CLUSTER, tasks=ecs.list_tasks(cluster=cluster.CLUSTER, serviceName="web")["taskArns"]
    )["tasks"]
    assert sorted(task["availabilityZone"] for task in tasks) == ["us-east-1a", "us-east-1b"]


def test_container_instances_come_from_the_group_whose_user_data_names_the_cluster(aws, network):
    cluster.create(aws, network)
    ecs = aws("ecs")
    arns = ecs.list_container_instances(cluster=cluster.CLUSTER)["containerInstanceArns"]
    found = ecs.describe_container_instances(cluster=cluster.CLUSTER, containerInstances=arns)["containerInstances"]
    group = aws("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert {i["ec2InstanceId"] for i in found} == {i["InstanceId"] for i in group["Instances"]}
    assert {i["capacityProviderName"] for i in found} == {"nodes"}


def test_user_data_without_the_cluster_leaves_it_empty_and_says_so(aws, network):
    cluster.create(aws, network, user_data="#!/bin/sh\ntrue\n")
    cluster.service(aws, cluster.task_definition(aws))
    messages = eventually(lambda: [event["message"] for event in cluster.described(aws)["events"]])
    assert "ECS_CLUSTER=slipway" in messages[0]
    assert cluster.described(aws)["runningCount"] == 0


def test_managed_scaling_starts_instances_from_zero(aws, network):
    cluster.create(aws, network, size=0)
    cluster.service(aws, cluster.task_definition(aws))
    assert eventually(lambda: cluster.complete(aws))["runningCount"] == 2


def test_new_task_definition_is_a_new_deployment(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    first = eventually(lambda: cluster.complete(aws))["deployments"][0]
    second = cluster.task_definition(aws, image="web@sha256:" + "b" * 64)
    answer = aws("ecs").update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=second)["service"]
    assert [d["status"] for d in answer["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert answer["deployments"][1]["id"] == first["id"]
    # The older tasks serve until the newer ones are there.
    assert answer["runningCount"] == 2

    service = eventually(lambda: cluster.complete(aws))
    assert service["deployments"][0]["id"] == answer["deployments"][0]["id"] != first["id"]
    assert service["taskDefinition"] == second


def test_what_is_not_deployed_keeps_the_deployment(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    before = eventually(lambda: cluster.complete(aws))["deployments"][0]["id"]
    ecs = aws("ecs")
    ecs.update_service(cluster=cluster.CLUSTER, service="web", desiredCount=3, healthCheckGracePeriodSeconds=10)
    service = cluster.complete(aws)
    assert service["runningCount"] == 3
    assert service["deployments"][0]["id"] == before
    ecs.update_service(cluster=cluster.CLUSTER, service="web", forceNewDeployment=True)
    assert eventually(lambda: cluster.complete(aws))["deployments"][0]["id"] != before


@pytest.mark.parametrize("container", [
    {"environment": [{"name": "SLIPWAY_SIMULATE", "value": "fail"}]},
    {"dockerLabels": {"SLIPWAY_SIMULATE": "fail"}},
])
def test_circuit_breaker_rolls_back(aws, network, container):
    cluster.create(aws, network)
    good = cluster.task_definition(aws)
    cluster.service(aws, good)
    eventually(lambda: cluster.complete(aws))
    ecs = aws("ecs")
    bad = cluster.task_definition(aws, **container)
    failing = ecs.update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=bad)["service"]["deployments"][0]["id"]

    states = eventually(lambda: _failed(aws, failing))
    assert states["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    primary = cluster.described(aws)["deployments"][0]
    assert primary["id"] != failing and primary["taskDefinition"] == good
    service = eventually(lambda: cluster.complete(aws))
    assert service["taskDefinition"] == good and service["runningCount"] == 2
    history = ecs.list_service_deployments(cluster=cluster.CLUSTER, service="web")["serviceDeployments"]
    assert [entry["status"] for entry in history] == ["SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "SUCCESSFUL"]
    stopped = ecs.list_tasks(cluster=cluster.CLUSTER, startedBy=failing, desiredStatus="STOPPED")["taskArns"]
    tasks = ecs.describe_tasks(cluster=cluster.CLUSTER, tasks=stopped)["tasks"]
    assert {task["containers"][0]["exitCode"] for task in tasks} == {1}


def test_a_deployment_in_progress_is_stopped_and_taken_back(aws, network, monkeypatch):
    cluster.create(aws, network)
    good = cluster.task_definition(aws)
    cluster.service(aws, good)
    eventually(lambda: cluster.complete(aws))
    ecs = aws("ecs")
    monkeypatch.setattr("slipway_emulator.ecs.deployment.ROLLOUT_SECONDS", 3600)
    ecs.update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=cluster.task_definition(aws, image="web@sha256:" + "b" * 64))
    running = ecs.list_service_deployments(cluster=cluster.CLUSTER, service="web", status=["IN_PROGRESS"])["serviceDeployments"]
    monkeypatch.undo()
    arn = running[0]["serviceDeploymentArn"]
    assert ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")["serviceDeploymentArn"] == arn
    service = eventually(lambda: cluster.complete(aws))
    assert service["taskDefinition"] == good and service["runningCount"] == 2
    with pytest.raises(ecs.exceptions.ConflictException):
        ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    with pytest.raises(ecs.exceptions.ServiceDeploymentNotFoundException):
        ecs.stop_service_deployment(serviceDeploymentArn=arn + "1", stopType="ROLLBACK")


def test_the_next_deployment_can_be_condemned(aws, network, endpoint):
    cluster.create(aws, network)
    definition = cluster.task_definition(aws)
    cluster.service(aws, definition)
    eventually(lambda: cluster.complete(aws))
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_slipway/fail-next/web", method="POST"), timeout=60)
    update = {"cluster": cluster.CLUSTER, "service": "web", "forceNewDeployment": True}
    failing = aws("ecs").update_service(**update)["service"]["deployments"][0]["id"]
    eventually(lambda: _failed(aws, failing))
    eventually(lambda: cluster.complete(aws))
    good = aws("ecs").update_service(**update)["service"]["deployments"][0]["id"]
    assert eventually(lambda: cluster.complete(aws))["deployments"][0]["id"] == good


def test_an_image_that_was_not_pushed_fails_on_request(aws, network, monkeypatch):
    monkeypatch.setenv("SLIPWAY_CHECK_IMAGES", "true")
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws, image="123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:" + "c" * 64))
    deployment = eventually(lambda: [d for d in cluster.described(aws)["deployments"] if d["rolloutState"] == "FAILED"])[0]
    ecs = aws("ecs")
    stopped = ecs.list_tasks(cluster=cluster.CLUSTER, startedBy=deployment["id"], desiredStatus="STOPPED")["taskArns"]
    task = ecs.describe_tasks(cluster=cluster.CLUSTER, tasks=stopped)["tasks"][0]
    assert task["stopCode"] == "TaskFailedToStart"
    assert "CannotPullContainerError" in task["stoppedReason"] and "exitCode" not in task["containers"][0]


def test_without_a_breaker_a_failing_deployment_goes_on(aws, network):
    cluster.create(aws, network)
    bad = cluster.task_definition(aws, environment=[{"name": "SLIPWAY_SIMULATE", "value": "fail"}])
    cluster.service(aws, bad, deploymentConfiguration={"deploymentCircuitBreaker": {"enable": False, "rollback": False}})
    deployment = eventually(lambda: [d for d in cluster.described(aws)["deployments"] if d["failedTasks"]])[0]
    assert deployment["rolloutState"] == "IN_PROGRESS"


def test_awsvpc_tasks_are_registered_by_address_in_their_subnet(aws, network):
    cluster.create(aws, network)
    group = cluster.target_group(aws, network, "ip")
    cluster.service(
        aws, cluster.task_definition(aws, "awsvpc"),
        networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
    )
    eventually(lambda: cluster.complete(aws))
    health = aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    subnets = {str(ipaddress.ip_network(f"{target['Target']['Id']}/24", strict=False)) for target in health}
    assert subnets == {"10.0.0.0/24", "10.0.1.0/24"}


def test_two_tasks_on_one_instance_are_two_targets(aws, network):
    cluster.create(aws, network)
    group = cluster.target_group(aws, network)
    cluster.service(
        aws, cluster.task_definition(aws), desiredCount=4,
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
    )
    eventually(lambda: cluster.complete(aws))
    health = aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert len(health) == 4 and len({target["Target"]["Id"] for target in health}) == 2


def test_a_deleted_service_leaves_nothing_behind(aws, network):
    cluster.create(aws, network)
    group = cluster.target_group(aws, network)
    cluster.service(
        aws, cluster.task_definition(aws),
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
    )
    eventually(lambda: cluster.complete(aws))
    ecs = aws("ecs")
    ecs.delete_service(cluster=cluster.CLUSTER, service="web", force=True)
    assert cluster.described(aws)["status"] == "INACTIVE"
    assert ecs.list_services(cluster=cluster.CLUSTER)["serviceArns"] == []
    assert ecs.list_tasks(cluster=cluster.CLUSTER)["taskArns"] == []
    assert aws("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"] == []


def test_refusals_of_aws(aws, network):
    cluster.create(aws, network)
    first = cluster.task_definition(aws)
    cluster.service(aws, first)
    ecs = aws("ecs")
    with pytest.raises(ecs.exceptions.InvalidParameterException, match="not idempotent"):
        cluster.service(aws, first)
    ecs.deregister_task_definition(taskDefinition=first)
    with pytest.raises(ecs.exceptions.ClientException, match="inactive"):
        ecs.update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=first)


def _failed(aws, identifier):
    for deployment in cluster.described(aws)["deployments"]:
        if deployment["id"] == identifier and deployment["rolloutState"] == "FAILED":
            return deployment
    return None
