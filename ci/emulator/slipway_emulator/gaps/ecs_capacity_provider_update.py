"""ECS capacity providers: moto's UpdateCapacityProvider drops managedDraining, so switching it shows up on every plan."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def prepare(original: Any, self: Any, asg_details: dict[str, Any]) -> dict[str, Any]:
        # ENABLED is what AWS chooses when nothing is asked for.
        return {"managedDraining": "ENABLED", **original(self, asg_details)}

    def update(original: Any, self: Any, asg_details: dict[str, Any]) -> None:
        original(self, asg_details)
        if "managedDraining" in asg_details:
            self.auto_scaling_group_provider["managedDraining"] = asg_details["managedDraining"]

    patching.wrap("moto.ecs.models", "CapacityProvider._prepare_asg_provider", prepare)
    patching.wrap("moto.ecs.models", "CapacityProvider.update", update)
