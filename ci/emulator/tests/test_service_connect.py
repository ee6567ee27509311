"""gaps/ecs_service_connect.py, ecs/connect.py: names of services, who knows them, and which tasks are behind them."""

from __future__ import annotations

import urllib.parse

import cluster
import pytest
from botocore.exceptions import ClientError
from runner import Runner, call
from waiting import eventually

PORT = {"portMappings": [{"containerPort": 8080, "hostPort": 8080, "name": "web", "appProtocol": "http"}]}


@pytest.fixture
def namespace(aws, network):
    cluster.create(aws, network)
    return make(aws, "shop-test")


def make(aws, name):
    client = aws("servicediscovery")
    operation = client.create_http_namespace(Name=name, Tags=[{"Key": "Environment", "Value": "test"}])["OperationId"]
    made = client.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]
    return client.get_namespace(Id=made)["Namespace"]["Arn"]


def serving(namespace, name="web", **more):
    services = [{"portName": "web", "discoveryName": name, "clientAliases": [{"dnsName": name, "port": 8080}], **more}]
    return {"enabled": True, "namespace": namespace, "services": services}


def create(aws, network, name, connect, **more):
    definition = cluster.task_definition(aws, "awsvpc", **PORT)
    return cluster.service(
        aws, definition, serviceName=name, desiredCount=1, serviceConnectConfiguration=connect,
        networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}}, **more,
    )


def refused(do):
    with pytest.raises(ClientError) as err:
        do()
    return f"{err.value.response['Error']['Code']}: {err.value.response['Error']['Message']}"


def test_a_deployment_says_what_it_was_given(aws, network, namespace):
    given = serving(namespace, timeout={"idleTimeoutSeconds": 300, "perRequestTimeoutSeconds": 5})
    create(aws, network, "web", given)
    found = eventually(lambda: cluster.complete(aws))
    assert found["deployments"][0]["serviceConnectConfiguration"] == given
    mapping = aws("ecs").describe_task_definition(taskDefinition="web")["taskDefinition"]["containerDefinitions"][0]["portMappings"][0]
    assert mapping["name"] == "web" and mapping["appProtocol"] == "http"


def test_switching_it_off_is_a_deployment_of_its_own(aws, network, namespace):
    create(aws, network, "web", serving(namespace))
    before = cluster.described(aws)["deployments"][0]["id"]
    aws("ecs").update_service(cluster=cluster.CLUSTER, service="web", serviceConnectConfiguration={"enabled": False})
    after = cluster.described(aws)["deployments"][0]
    assert after["id"] != before and "serviceConnectConfiguration" not in after
    assert aws("servicediscovery").list_services()["Services"] == []


def test_what_ecs_cannot_serve_is_refused(aws, network, namespace):
    nowhere = namespace.replace("ns-", "ns-0")
    assert "NamespaceNotFoundException" in refused(lambda: create(aws, network, "web", {"enabled": True, "namespace": nowhere}))
    unnamed = {"enabled": True, "namespace": namespace, "services": [{"portName": "api", "clientAliases": [{"port": 8080}]}]}
    assert "'api'" in refused(lambda: create(aws, network, "web", unnamed))
    create(aws, network, "web", serving(namespace))
    assert "already in use" in refused(lambda: create(aws, network, "other", serving(namespace, "web")))
    # A preview's services have the names of its base's, in a namespace of their own.
    create(aws, network, "pr-1--web", serving(make(aws, "shop-test--pr-1")))


def test_a_namespace_in_use_stays(aws, network, namespace):
    client, identifier = aws("servicediscovery"), namespace.rpartition("/")[2]
    create(aws, network, "web", serving(namespace))
    assert "ResourceInUse" in refused(lambda: client.delete_namespace(Id=identifier))
    assert "NamespaceAlreadyExists" in refused(lambda: make(aws, "shop-test"))
    aws("ecs").delete_service(cluster=cluster.CLUSTER, service="web", force=True)
    client.delete_namespace(Id=identifier)
    assert client.list_namespaces()["Namespaces"] == []


def test_a_task_knows_the_names_that_were_there_before_its_deployment(aws, network, namespace, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")

    def known(service):
        arns = aws("ecs").list_tasks(cluster=cluster.CLUSTER, serviceName=service)["taskArns"]
        details = [call(endpoint, "GET", "agent/task?arn=" + urllib.parse.quote(arn)) for arn in arns]
        return [[entry["name"] for entry in detail["connect"]] for detail in details]

    client = {"enabled": True, "namespace": namespace}
    create(aws, network, "early", client)
    create(aws, network, "orders", serving(namespace, "orders"))
    create(aws, network, "late", client)
    aws("ecs").create_service(
        cluster=cluster.CLUSTER, serviceName="stranger", taskDefinition="web", desiredCount=1, launchType="EC2",
        networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
    )
    for name in ("early", "orders", "late", "stranger"):
        eventually(lambda name=name: call(endpoint, "GET", "agent/tasks") and known(name))
    assert (known("early"), known("orders"), known("late"), known("stranger")) == ([[]], [["orders"]], [["orders"]], [[]])
    aws("ecs").update_service(cluster=cluster.CLUSTER, service="early", forceNewDeployment=True)
    eventually(lambda: call(endpoint, "GET", "agent/tasks") and ["orders"] in known("early"))


def test_calls_go_to_tasks_that_run(aws, network, namespace, endpoint, monkeypatch):
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    runner = Runner(endpoint, aws)
    create(aws, network, "web", serving(namespace, "orders", timeout={"perRequestTimeoutSeconds": 5}))

    def found():
        return call(endpoint, "GET", "agent/connect")["endpoints"]

    assert [entry["targets"] for entry in found()] == [[]]
    runner.until(lambda: cluster.complete(aws))
    task = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=aws("ecs").list_tasks(cluster=cluster.CLUSTER)["taskArns"])["tasks"][0]
    address = next(d["value"] for d in task["attachments"][0]["details"] if d["name"] == "privateIPv4Address")
    assert found() == [{"namespace": namespace, "name": "orders", "port": 8080, "targets": [f"{address}:8080"], "timeout": 5}]
