"""gaps/autoscaling_*.py, ec2_launch_template_tags.py, application_autoscaling_tags.py."""

from __future__ import annotations

import base64

import cluster
import pytest
from waiting import eventually


def group(aws):
    return aws("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]


def test_instances_are_spread_over_the_zones(aws, network):
    cluster.create(aws, network, size=4)
    zones = sorted(instance["AvailabilityZone"] for instance in group(aws)["Instances"])
    assert zones == ["us-east-1a", "us-east-1a", "us-east-1b", "us-east-1b"]


def test_instances_carry_the_profile_and_the_version_of_the_template(aws, network):
    aws("iam").create_instance_profile(InstanceProfileName="node")
    cluster.create(aws, network)
    template = group(aws)["LaunchTemplate"]["LaunchTemplateId"]
    aws("ec2").create_launch_template_version(
        LaunchTemplateId=template,
        SourceVersion="1",
        LaunchTemplateData={
            "ImageId": "ami-87654321",
            "InstanceType": "t3.large",
            "IamInstanceProfile": {"Name": "node"},
            "UserData": base64.b64encode(b"#!/bin/sh").decode(),
        },
    )
    assert {instance["LaunchTemplate"]["Version"] for instance in group(aws)["Instances"]} == {"1"}
    aws("autoscaling").set_desired_capacity(AutoScalingGroupName="nodes", DesiredCapacity=3)
    newest = next(i for i in group(aws)["Instances"] if i["LaunchTemplate"]["Version"] == "2")
    instance = aws("ec2").describe_instances(InstanceIds=[newest["InstanceId"]])["Reservations"][0]["Instances"][0]
    assert instance["IamInstanceProfile"]["Arn"].endswith(":instance-profile/node")
    assert instance["InstanceType"] == "t3.large"


def test_instance_refresh_replaces_the_instances_and_moves_the_tasks(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    eventually(lambda: cluster.complete(aws))
    before = {instance["InstanceId"] for instance in group(aws)["Instances"]}
    scaling = aws("autoscaling")
    refresh = scaling.start_instance_refresh(AutoScalingGroupName="nodes", Preferences={"MinHealthyPercentage": 100})
    found = scaling.describe_instance_refreshes(AutoScalingGroupName="nodes")["InstanceRefreshes"]
    assert [(r["InstanceRefreshId"], r["Status"]) for r in found] == [(refresh["InstanceRefreshId"], "Successful")]
    after = {instance["InstanceId"] for instance in group(aws)["Instances"]}
    assert len(after) == 2 and not before & after
    assert cluster.described(aws)["runningCount"] == 2
    with pytest.raises(scaling.exceptions.ActiveInstanceRefreshNotFoundFault):
        scaling.cancel_instance_refresh(AutoScalingGroupName="nodes")


def test_group_settings_are_kept(aws, network):
    cluster.create(aws, network)
    aws("autoscaling").update_auto_scaling_group(
        AutoScalingGroupName="nodes",
        DefaultInstanceWarmup=60,
        MaxInstanceLifetime=604800,
        DefaultCooldown=120,
        TerminationPolicies=["OldestInstance"],
        InstanceMaintenancePolicy={"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150},
    )
    found = group(aws)
    assert found["DefaultInstanceWarmup"] == 60
    assert found["MaxInstanceLifetime"] == 604800
    assert found["DefaultCooldown"] == 120
    assert found["TerminationPolicies"] == ["OldestInstance"]
    assert found["InstanceMaintenancePolicy"] == {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150}


def test_an_update_of_something_else_keeps_the_types(aws, network):
    cluster.create(aws, network)
    scaling = aws("autoscaling")
    template = {"LaunchTemplateId": group(aws)["LaunchTemplate"]["LaunchTemplateId"], "Version": "1"}
    types = {"LaunchTemplateSpecification": template, "Overrides": [{"InstanceType": "m6i.large"}]}
    scaling.update_auto_scaling_group(AutoScalingGroupName="nodes", MixedInstancesPolicy={"LaunchTemplate": types})
    scaling.update_auto_scaling_group(AutoScalingGroupName="nodes", MaxSize=5)
    kept = group(aws)["MixedInstancesPolicy"]["LaunchTemplate"]
    assert [o["InstanceType"] for o in kept["Overrides"]] == ["m6i.large"]
    scaling.update_auto_scaling_group(AutoScalingGroupName="nodes", LaunchTemplate=template)
    assert "MixedInstancesPolicy" not in group(aws)


def test_lifecycle_hook_has_no_invented_target(aws, network):
    cluster.create(aws, network)
    scaling = aws("autoscaling")
    scaling.put_lifecycle_hook(
        LifecycleHookName="drain", AutoScalingGroupName="nodes", LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING"
    )
    hook = scaling.describe_lifecycle_hooks(AutoScalingGroupName="nodes")["LifecycleHooks"][0]
    assert "NotificationTargetARN" not in hook and "RoleARN" not in hook


def test_launch_template_data_is_free_of_the_templates_own_tags(aws):
    ec2 = aws("ec2")
    ec2.create_launch_template(
        LaunchTemplateName="tagged",
        LaunchTemplateData={"TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "node"}]}]},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "Project", "Value": "slipway"}]}],
    )
    template = ec2.describe_launch_templates()["LaunchTemplates"][0]
    assert template["Tags"] == [{"Key": "Project", "Value": "slipway"}]
    version = ec2.describe_launch_template_versions(LaunchTemplateName="tagged")["LaunchTemplateVersions"][0]
    specifications = version["LaunchTemplateData"]["TagSpecifications"]
    assert [s["ResourceType"] for s in specifications] == ["instance"]


def test_scalable_target_has_tags(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    scaling = aws("application-autoscaling")
    arn = scaling.register_scalable_target(
        ServiceNamespace="ecs", ResourceId=f"service/{cluster.CLUSTER}/web", ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=2, MaxCapacity=4, Tags={"Project": "slipway"},
    )["ScalableTargetARN"]
    scaling.tag_resource(ResourceARN=arn, Tags={"Env": "local"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Project"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Env": "local"}


def test_scalable_target_that_is_gone_is_not_found(aws):
    scaling = aws("application-autoscaling")
    with pytest.raises(scaling.exceptions.ObjectNotFoundException):
        scaling.deregister_scalable_target(
            ServiceNamespace="ecs", ResourceId=f"service/{cluster.CLUSTER}/none", ScalableDimension="ecs:service:DesiredCount",
        )
