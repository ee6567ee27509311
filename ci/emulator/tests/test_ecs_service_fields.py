"""gaps/ecs_service_fields.py, ecs_capacity_provider_update.py: a service keeps what Terraform gave it."""

from __future__ import annotations

import cluster


def test_fields_are_kept(aws, network):
    cluster.create(aws, network)
    given = {
        "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}],
        "placementConstraints": [{"type": "distinctInstance"}],
        "enableExecuteCommand": True,
        "enableECSManagedTags": True,
        "propagateTags": "SERVICE",
        "healthCheckGracePeriodSeconds": 30,
        "availabilityZoneRebalancing": "ENABLED",
        "deploymentConfiguration": {
            "maximumPercent": 150,
            "minimumHealthyPercent": 100,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "alarms": {"alarmNames": ["5xx"], "enable": True, "rollback": True},
        },
    }
    cluster.service(aws, cluster.task_definition(aws), **given)
    found = cluster.described(aws)
    for field, value in given.items():
        assert found[field] == value, field
    assert found["capacityProviderStrategy"] == [{"capacityProvider": "nodes", "weight": 100, "base": 1}]
    assert "launchType" not in found


def test_bridge_mode_has_no_network_configuration(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    found = cluster.described(aws)
    assert "networkConfiguration" not in found
    assert "networkConfiguration" not in found["deployments"][0]


def test_defaults_are_those_of_aws(aws, network):
    cluster.create(aws, network)
    aws("ecs").create_service(
        cluster=cluster.CLUSTER, serviceName="web", taskDefinition=cluster.task_definition(aws), desiredCount=1, launchType="EC2"
    )
    found = cluster.described(aws)
    assert found["launchType"] == "EC2" and "capacityProviderStrategy" not in found
    assert found["deploymentConfiguration"]["maximumPercent"] == 200
    assert found["deploymentConfiguration"]["deploymentCircuitBreaker"] == {"enable": False, "rollback": False}
    assert found["availabilityZoneRebalancing"] == "DISABLED"


def test_capacity_provider_update_keeps_managed_draining(aws, network):
    cluster.create(aws, network)
    ecs = aws("ecs")
    provider = ecs.describe_capacity_providers(capacityProviders=["nodes"])["capacityProviders"][0]
    assert provider["autoScalingGroupProvider"]["managedDraining"] == "ENABLED"
    ecs.update_capacity_provider(name="nodes", autoScalingGroupProvider={"managedDraining": "DISABLED"})
    provider = ecs.describe_capacity_providers(capacityProviders=["nodes"])["capacityProviders"][0]
    assert provider["autoScalingGroupProvider"]["managedDraining"] == "DISABLED"
