"""Auto Scaling groups: moto deletes a group that still has instances, and leaves its protected instances running.

AWS refuses the deletion while there are instances, unless it is forced; then they all end, protected from scale-in or not. A
destroy that gets this wrong hangs on AWS, so it must fail here.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.autoscaling.exceptions import AutoscalingClientError

    class ResourceInUse(AutoscalingClientError):
        def __init__(self) -> None:
            super().__init__(
                "ResourceInUse",
                "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
            )

    def delete(original: Any, self: Any) -> Any:
        group = self.autoscaling_backend.autoscaling_groups.get(self._get_param("AutoScalingGroupName"))
        if group is not None and group.instance_states:
            if str(self._get_param("ForceDelete")).lower() != "true":
                raise ResourceInUse()
            for state in group.instance_states:
                state.protected_from_scale_in = False
        return original(self)

    patching.wrap("moto.autoscaling.responses", "AutoScalingResponse.delete_auto_scaling_group", delete)
