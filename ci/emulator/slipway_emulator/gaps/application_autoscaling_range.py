"""Application Auto Scaling: in moto a scalable target is only noted. In AWS registering one moves the resource into its range.

A service of ECS whose count lies outside gets the nearest number inside, at once, as RegisterScalableTarget documents. That is how a
fixed count (a range of one number) reaches a running service. Nothing scales by metrics here.
"""

from __future__ import annotations

from typing import Any

from .. import patching
from ..ecs import rollout


def apply() -> None:
    def register_scalable_target(original: Any, self: Any, namespace: str, r_id: str, *args: Any, **kwargs: Any) -> Any:
        target = original(self, namespace, r_id, *args, **kwargs)
        if target.scalable_dimension == "ecs:service:DesiredCount":
            _, cluster, name = r_id.split("/")
            with rollout.LOCK:
                service = self.ecs_backend._get_service(cluster, name)
                count = min(max(service.desired_count, target.min_capacity), target.max_capacity)
                if service.status == "ACTIVE" and count != service.desired_count:
                    service.desired_count = count
                    if getattr(service, "history", None):
                        if service.deployments[0].rollout_state == "IN_PROGRESS":
                            service.deployments[0].desired_count = count
                        rollout.settle(service)
        return target

    patching.wrap("moto.applicationautoscaling.models", "ApplicationAutoscalingBackend.register_scalable_target", register_scalable_target)
