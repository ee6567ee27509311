"""gaps/application_autoscaling_policies.py."""

from __future__ import annotations

import cluster
import pytest

PLACE = {"ServiceNamespace": "ecs", "ResourceId": "service/slipway/web", "ScalableDimension": "ecs:service:DesiredCount"}
NIGHT = {"ScheduledActionName": "night", "Schedule": "cron(0 22 * * ? *)", "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 1}}
WAKE = {
    "PolicyName": "wake",
    "PolicyType": "StepScaling",
    "StepScalingPolicyConfiguration": {
        "AdjustmentType": "ExactCapacity",
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
    },
}


def tracking(target):
    metric = {"MetricName": "depth", "Namespace": "Own", "Statistic": "Average"}
    configuration = {"TargetValue": target, "CustomizedMetricSpecification": metric}
    return {"PolicyName": "queue", "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": configuration}


@pytest.fixture
def scaling(aws, network):
    cluster.create(aws, network)
    cluster.service(aws, cluster.task_definition(aws))
    return aws("application-autoscaling")


def test_nothing_scales_what_is_no_target(scaling):
    for put, what in ((scaling.put_scaling_policy, WAKE), (scaling.put_scheduled_action, NIGHT)):
        with pytest.raises(scaling.exceptions.ObjectNotFoundException):
            put(**PLACE, **what)


def test_a_target_takes_its_policies_and_schedules_along(aws, scaling):
    scaling.register_scalable_target(**PLACE, MinCapacity=1, MaxCapacity=3)
    scaling.put_scaling_policy(**PLACE, **tracking(100))
    scaling.put_scaling_policy(**PLACE, **WAKE)
    scaling.put_scheduled_action(**PLACE, **NIGHT)
    assert scaling.describe_scheduled_actions(**PLACE)["ScheduledActions"][0]["Timezone"] == "Europe/Berlin"
    scaling.deregister_scalable_target(**PLACE)
    assert not scaling.describe_scaling_policies(**PLACE)["ScalingPolicies"]
    assert not scaling.describe_scheduled_actions(**PLACE)["ScheduledActions"]
    assert not aws("cloudwatch").describe_alarms(AlarmNamePrefix="TargetTracking-")["MetricAlarms"]


def test_a_policy_that_is_put_again_is_the_same_one(aws, scaling):
    scaling.register_scalable_target(**PLACE, MinCapacity=1, MaxCapacity=3)
    first = scaling.put_scaling_policy(**PLACE, **tracking(100))
    second = scaling.put_scaling_policy(**PLACE, **tracking(50))
    assert first["PolicyARN"] == second["PolicyARN"]
    alarms = aws("cloudwatch").describe_alarms(AlarmNamePrefix="TargetTracking-")["MetricAlarms"]
    assert sorted(alarm["AlarmName"] for alarm in alarms) == sorted(alarm["AlarmName"] for alarm in second["Alarms"])
    assert all(action.startswith(first["PolicyARN"]) for alarm in alarms for action in alarm["AlarmActions"])
