"""A service calls another by its name: through the address that its tasks were told, and over all tasks that run."""

from __future__ import annotations

import urllib.error
import urllib.request

import cluster
import pytest
from waiting import eventually


@pytest.fixture
def services(aws, network, push):
    """A function that makes a service of the namespace, or of none, and waits until it is deployed; it gives the addresses of its tasks."""
    cluster.create(aws, network)
    image, made, client = push(), [], aws("servicediscovery")
    operation = client.create_http_namespace(Name="shop-test")["OperationId"]
    identifier = client.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]
    namespace = client.get_namespace(Id=identifier)["Namespace"]["Arn"]

    def described(name):
        return aws("ecs").describe_services(cluster=cluster.CLUSTER, services=[name])["services"][0]

    def addresses(name):
        eventually(lambda: [d["rolloutState"] for d in described(name)["deployments"]] == ["COMPLETED"])
        arns = aws("ecs").list_tasks(cluster=cluster.CLUSTER, serviceName=name)["taskArns"]
        tasks = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=arns)["tasks"] if arns else []
        return [task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"] for task in tasks]

    def service(name, count=1, *, serves=False, part=True):
        definition = aws("ecs").register_task_definition(family=name, networkMode="awsvpc", memory="64", containerDefinitions=[{
            "name": name, "image": image, "user": "65532:65532", "readonlyRootFilesystem": True, "stopTimeout": 2,
            "portMappings": [{"containerPort": 8080, "name": name, "appProtocol": "http"}],
        }])["taskDefinition"]["taskDefinitionArn"]
        connect = {"enabled": part, "namespace": namespace}
        if serves:
            connect["services"] = [{"portName": name, "clientAliases": [{"dnsName": name, "port": 8080}]}]
        cluster.service(
            aws, definition, serviceName=name, desiredCount=count, **({"serviceConnectConfiguration": connect} if part else {}),
            networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        )
        made.append(name)
        return addresses(name)

    service.addresses = addresses
    yield service
    # The next story has a VPC of the same range.
    for name in made:
        aws("ecs").delete_service(cluster=cluster.CLUSTER, service=name, force=True)
    eventually(lambda: all(described(name)["status"] == "INACTIVE" for name in made))


def _ask(address, path):
    """Ask one task for what it is answered elsewhere."""
    return urllib.request.urlopen(f"http://{address}:8080/ask?url=http://orders:8080{path}", timeout=60).read().decode()


def test_a_name_leads_to_all_tasks_behind_it_and_to_nobody_when_there_are_none(aws, services):
    early = services("early")[0]
    services("orders", 2, serves=True)
    catalog, stranger = services("catalog")[0], services("stranger", part=False)[0]

    answers = [_ask(catalog, "/env") for _ in range(4)]
    tasks = {line for answer in answers for line in answer.splitlines() if line.startswith("ECS_CONTAINER_METADATA_URI_V4=")}
    assert len(tasks) == 2, "each of the two tasks must be asked"
    for address in (stranger, early):
        with pytest.raises(urllib.error.HTTPError) as refused:
            _ask(address, "/env")
        assert "orders" in refused.value.read().decode()  # no such host

    # Who was there before the name learns it with a deployment.
    aws("ecs").update_service(cluster=cluster.CLUSTER, service="early", forceNewDeployment=True)
    assert _ask(services.addresses("early")[0], "/") == "ok\n"

    aws("ecs").update_service(cluster=cluster.CLUSTER, service="orders", desiredCount=0)
    assert eventually(lambda: _ask(catalog, "/") == "no healthy upstream")
    aws("ecs").update_service(cluster=cluster.CLUSTER, service="orders", desiredCount=1)
    assert eventually(lambda: _ask(catalog, "/") == "ok\n")
