"""Auto Scaling groups: StartInstanceRefresh, DescribeInstanceRefreshes and CancelInstanceRefresh answer 500 in moto.

The provider starts a refresh when the launch template of a group with an `instance_refresh` block changes. Here a refresh replaces
every instance at once and is Successful in the same call; in AWS it goes in steps and takes minutes.
"""

from __future__ import annotations

import uuid
from typing import Any

from .. import patching


def apply() -> None:
    from moto.autoscaling.exceptions import ValidationError
    from moto.core.responses import ActionResult
    from moto.core.utils import utcnow

    def refreshes_of(self: Any) -> tuple[Any, list[dict[str, Any]]]:
        name = self._get_param("AutoScalingGroupName")
        group = self.autoscaling_backend.autoscaling_groups.get(name)
        if group is None:
            raise ValidationError(f"AutoScalingGroup name not found - {name}")
        if not hasattr(group, "refreshes"):
            group.refreshes = []
        return group, group.refreshes

    def start_instance_refresh(self: Any) -> Any:
        group, refreshes = refreshes_of(self)
        started = utcnow()
        # The new ones first, so that a template that cannot be launched leaves the group as it was.
        old = list(group.instance_states)
        group.replace_autoscaling_group_instances(len(old), group.get_propagated_tags())
        group.instance_states = [state for state in group.instance_states if state not in old]
        if old:
            group.autoscaling_backend.ec2_backend.terminate_instances([state.instance_id for state in old])
        if group.target_group_arns:
            group.autoscaling_backend.update_attached_target_groups(group.name)
        refreshes.insert(0, {
            "InstanceRefreshId": str(uuid.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "StartTime": started,
            "EndTime": utcnow(),
            "PercentageComplete": 100,
            "InstancesToUpdate": 0,
            "Preferences": self._get_param("Preferences"),
            "DesiredConfiguration": self._get_param("DesiredConfiguration"),
        })
        return ActionResult({"InstanceRefreshId": refreshes[0]["InstanceRefreshId"]})

    def describe_instance_refreshes(self: Any) -> Any:
        _, refreshes = refreshes_of(self)
        wanted = self._get_param("InstanceRefreshIds", [])
        return ActionResult({
            "InstanceRefreshes": [r for r in refreshes if not wanted or r["InstanceRefreshId"] in wanted]
        })

    def cancel_instance_refresh(self: Any) -> Any:
        group, _ = refreshes_of(self)
        error = ValidationError(f"There is no in-progress instance refresh on {group.name}: a refresh here ends as it starts.")
        # The provider cancels a running refresh before it starts one, and takes this code as "none is running".
        error.code = "ActiveInstanceRefreshNotFound"
        raise error

    module = "moto.autoscaling.responses"
    patching.add(module, "AutoScalingResponse.start_instance_refresh", start_instance_refresh)
    patching.add(module, "AutoScalingResponse.describe_instance_refreshes", describe_instance_refreshes)
    patching.add(module, "AutoScalingResponse.cancel_instance_refresh", cancel_instance_refresh)
