"""Auto Scaling lifecycle hooks: moto answers with a notification target and a role that nobody gave, a diff on every plan."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def put_lifecycle_hook(original: Any, self: Any) -> Any:
        answer = original(self)
        key = f"{self._get_param('AutoScalingGroupName')}_{self._get_param('LifecycleHookName')}"
        hook = self.autoscaling_backend.lifecycle_hooks[key]
        hook.notification_target_arn = self._get_param("NotificationTargetARN")
        hook.role_arn = self._get_param("RoleARN")
        hook.notification_metadata = self._get_param("NotificationMetadata")
        return answer

    patching.find("moto.autoscaling.models", "AutoScalingBackend.create_lifecycle_hook")
    patching.wrap("moto.autoscaling.responses", "AutoScalingResponse.put_lifecycle_hook", put_lifecycle_hook)
