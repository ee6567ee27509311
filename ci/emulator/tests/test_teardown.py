"""inventory.py, and the gaps that a destroy meets: autoscaling_force_delete, elbv2_deletion_protection, ec2_nat_gateway_interfaces,
ec2_instance_interfaces, ecs_inactive_clusters, ecs_capacity_provider_list, s3_delete_markers."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Aws = Callable[[str], Any]


def resources(endpoint: str) -> set[str]:
    with urllib.request.urlopen(f"{endpoint}/_slipway/resources", timeout=60) as answer:
        return {entry["kind"] for entry in json.load(answer)}


def test_inventory_names_what_exists_and_nothing_else(aws: Aws, endpoint: str) -> None:
    assert resources(endpoint) == set()
    aws("s3").create_bucket(Bucket="files")
    aws("logs").create_log_group(logGroupName="/ecs/x")
    aws("ecs").create_cluster(clusterName="c")
    vpc = aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert resources(endpoint) >= {"bucket", "log group", "cluster", "vpc"}
    aws("s3").delete_bucket(Bucket="files")
    aws("logs").delete_log_group(logGroupName="/ecs/x")
    aws("ecs").delete_cluster(cluster="c")
    aws("ec2").delete_vpc(VpcId=vpc)
    key = aws("kms").create_key()["KeyMetadata"]["KeyId"]
    assert resources(endpoint) == {"key"}
    aws("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert resources(endpoint) == set()


def test_a_nat_gateway_takes_its_interface_with_it(aws: Aws, endpoint: str, network: dict[str, Any]) -> None:
    ec2 = aws("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=network["subnets"][0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    assert "network interface" in resources(endpoint)
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert not resources(endpoint) & {"network interface", "nat gateway"}


def test_a_group_with_instances_goes_only_by_force(aws: Aws, endpoint: str, network: dict[str, Any]) -> None:
    template = aws("ec2").create_launch_template(
        LaunchTemplateName="t", LaunchTemplateData={"ImageId": "ami-12345678", "InstanceType": "t3.small"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    scaling = aws("autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="g", MinSize=2, MaxSize=2, VPCZoneIdentifier=",".join(network["subnets"]),
        LaunchTemplate={"LaunchTemplateId": template}, NewInstancesProtectedFromScaleIn=True,
    )
    with pytest.raises(ClientError, match="ResourceInUse"):
        scaling.delete_auto_scaling_group(AutoScalingGroupName="g")
    scaling.delete_auto_scaling_group(AutoScalingGroupName="g", ForceDelete=True)
    assert not resources(endpoint) & {"auto scaling group", "instance", "network interface"}


def test_a_protected_load_balancer_stays(aws: Aws, network: dict[str, Any]) -> None:
    elb = aws("elbv2")
    arn = elb.create_load_balancer(Name="lb", Subnets=network["subnets"])["LoadBalancers"][0]["LoadBalancerArn"]
    protection = {"Key": "deletion_protection.enabled", "Value": "true"}
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[protection])
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{**protection, "Value": "false"}])
    elb.delete_load_balancer(LoadBalancerArn=arn)
    assert elb.describe_load_balancers()["LoadBalancers"] == []


def test_a_deleted_cluster_is_described_but_not_listed(aws: Aws) -> None:
    ecs = aws("ecs")
    arn = ecs.create_cluster(clusterName="c")["cluster"]["clusterArn"]
    ecs.delete_cluster(cluster="c")
    assert ecs.list_clusters()["clusterArns"] == []
    assert [c["status"] for c in ecs.describe_clusters(clusters=[arn])["clusters"]] == ["INACTIVE"]


def test_a_versioned_bucket_can_be_emptied(aws: Aws) -> None:
    s3 = aws("s3")
    s3.create_bucket(Bucket="state")
    s3.put_bucket_versioning(Bucket="state", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="state", Key="lock", Body=b"x")
    s3.delete_object(Bucket="state", Key="lock")
    listed = s3.list_object_versions(Bucket="state")
    for version in listed["Versions"] + listed["DeleteMarkers"]:
        s3.delete_object(Bucket="state", Key="lock", VersionId=version["VersionId"])
    s3.delete_bucket(Bucket="state")
