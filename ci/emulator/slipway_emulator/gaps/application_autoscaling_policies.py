"""Application Auto Scaling: in moto policies and schedules need no scalable target, outlive it, and a policy that is put again is another one.

AWS refuses them without a target (ObjectNotFoundException), takes them with it (DeregisterScalableTarget), and keeps a policy's ARN, which
alarms have as their action, where a put changes it. Without the first a wrong order passes, without the second a destroy leaves something.
"""

from __future__ import annotations

from typing import Any

from moto.applicationautoscaling.models import FakeApplicationAutoscalingPolicy
from moto.core.exceptions import JsonRESTError

from .. import patching

MODULE, BACKEND = "moto.applicationautoscaling.models", "ApplicationAutoscalingBackend"


def _wanted(backend: Any, namespace: str, resource_id: str, dimension: str) -> None:
    if not backend._scalable_target_exists(resource_id, dimension):
        message = f"No scalable target registered for service namespace: {namespace}, resource ID: {resource_id}, scalable dimension: {dimension}"
        raise JsonRESTError("ObjectNotFoundException", message)


def apply() -> None:
    def put_scaling_policy(
        original: Any, self: Any, policy_name: str, service_namespace: str, resource_id: str, scalable_dimension: str, **rest: Any
    ) -> Any:
        _wanted(self, service_namespace, resource_id, scalable_dimension)
        names = {
            "service_namespace": service_namespace, "resource_id": resource_id, "scalable_dimension": scalable_dimension, "policy_name": policy_name,
        }
        before = self.policies.get(FakeApplicationAutoscalingPolicy.formulate_key(**names))
        policy = original(self, **names, **rest)
        if before is not None:
            before.delete_alarms(self.account_id, self.region_name)
            for alarm in policy.alarms:
                alarm.alarm_actions = [action.replace(policy.policy_arn, before.policy_arn) for action in alarm.alarm_actions]
            policy.policy_arn = before.policy_arn
        return policy

    def put_scheduled_action(original: Any, self: Any, **action: Any) -> None:
        _wanted(self, action["service_namespace"], action["resource_id"], action["scalable_dimension"])
        original(self, **action)

    def deregister_scalable_target(original: Any, self: Any, namespace: str, r_id: str, dimension: str) -> None:
        original(self, namespace, r_id, dimension)
        place = (namespace, r_id, dimension)
        for key, policy in list(self.policies.items()):
            if (policy.service_namespace, policy.resource_id, policy.scalable_dimension) == place:
                policy.delete_alarms(self.account_id, self.region_name)
                del self.policies[key]
        self.scheduled_actions = [
            action for action in self.scheduled_actions if (action.service_namespace, action.resource_id, action.scalable_dimension) != place
        ]

    patching.wrap(MODULE, f"{BACKEND}.put_scaling_policy", put_scaling_policy)
    patching.wrap(MODULE, f"{BACKEND}.put_scheduled_action", put_scheduled_action)
    patching.wrap(MODULE, f"{BACKEND}.deregister_scalable_target", deregister_scalable_target)
