"""An ECS cluster on two instances in two zones, as the platform stack makes one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

REGION = "us-east-1"
CLUSTER = "slipway"


def create(aws: Callable[[str], Any], network: dict[str, Any], *, user_data: str | None = None, size: int = 2) -> str:
    """Create launch template, group, capacity provider and cluster; return the capacity provider's name."""
    user_data = f"#!/bin/sh\necho ECS_CLUSTER={CLUSTER} >> /etc/ecs/ecs.config\n" if user_data is None else user_data
    template = aws("ec2").create_launch_template(
        LaunchTemplateName="nodes",
        LaunchTemplateData={
            "ImageId": "ami-12345678",
            "InstanceType": "t3.medium",
            "SecurityGroupIds": [network["group"]],
            "UserData": base64.b64encode(user_data.encode()).decode(),
        },
    )["LaunchTemplate"]["LaunchTemplateId"]
    scaling = aws("autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="nodes",
        MinSize=size,
        MaxSize=6,
        DesiredCapacity=size,
        VPCZoneIdentifier=",".join(network["subnets"]),
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
    )
    group = scaling.describe_auto_scaling_groups()["AutoScalingGroups"][0]
    ecs = aws("ecs")
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.create_capacity_provider(
        name="nodes",
        autoScalingGroupProvider={
            "autoScalingGroupArn": group["AutoScalingGroupARN"],
            "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
        },
    )
    ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["nodes"], defaultCapacityProviderStrategy=[{"capacityProvider": "nodes", "weight": 1}]
    )
    return "nodes"


def target_group(aws: Callable[[str], Any], network: dict[str, Any], kind: str = "instance") -> str:
    return aws("elbv2").create_target_group(
        Name=f"web-{kind}", Protocol="HTTP", Port=80, VpcId=network["vpc"], TargetType=kind
    )["TargetGroups"][0]["TargetGroupArn"]


def task_definition(aws: Callable[[str], Any], mode: str = "bridge", **container: Any) -> str:
    """Register a revision of web and return its ARN."""
    definition = {
        "name": "web",
        "image": "web@sha256:" + "a" * 64,
        "memory": 64,
        "portMappings": [{"containerPort": 8080, "hostPort": 8080 if mode == "awsvpc" else 0}],
        **container,
    }
    return aws("ecs").register_task_definition(
        family="web", networkMode=mode, containerDefinitions=[definition]
    )["taskDefinition"]["taskDefinitionArn"]


def service(aws: Callable[[str], Any], definition: str, **more: Any) -> dict[str, Any]:
    """Create the service web with two tasks and a circuit breaker that rolls back."""
    return aws("ecs").create_service(**{
        "cluster": CLUSTER,
        "serviceName": "web",
        "taskDefinition": definition,
        "desiredCount": 2,
        "capacityProviderStrategy": [{"capacityProvider": "nodes", "weight": 100, "base": 1}],
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
        **more,
    })["service"]


def described(aws: Callable[[str], Any]) -> dict[str, Any]:
    return aws("ecs").describe_services(cluster=CLUSTER, services=["web"])["services"][0]


def complete(aws: Callable[[str], Any]) -> dict[str, Any] | None:
    """Return the service when its one deployment is complete, else None."""
    found = described(aws)
    states = [deployment["rolloutState"] for deployment in found["deployments"]]
    return found if states == ["COMPLETED"] else None
