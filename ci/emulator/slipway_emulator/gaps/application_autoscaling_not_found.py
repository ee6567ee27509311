"""Application Auto Scaling: moto answers ValidationException where a scalable target is not there, AWS ObjectNotFoundException.

hashicorp/aws takes the second for a target that is gone, as one is whose DeregisterScalableTarget was done and sent again because the
answer got lost. Documented with DeregisterScalableTarget, under Errors.
"""

from __future__ import annotations

from typing import Any

from moto.core.exceptions import JsonRESTError

from .. import patching


def apply() -> None:
    def deregister_scalable_target(original: Any, self: Any, namespace: str, r_id: str, dimension: str) -> None:
        if not self._scalable_target_exists(r_id, dimension):
            message = f"No scalable target found for service namespace: {namespace}, resource ID: {r_id}, scalable dimension: {dimension}"
            raise JsonRESTError("ObjectNotFoundException", message)
        original(self, namespace, r_id, dimension)

    patching.wrap("moto.applicationautoscaling.models", "ApplicationAutoscalingBackend.deregister_scalable_target", deregister_scalable_target)
