"""Instances: the network interface that AWS makes with an instance goes with it, unless it is told to stay; moto keeps it for ever."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def prep_nics(original: Any, self: Any, nic_spec: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        existing = set(self.ec2_backend.enis)
        stays = {int(nic["DeviceIndex"]) for nic in nic_spec or [] if nic.get("DeleteOnTermination") is False}
        original(self, nic_spec, *args, **kwargs)
        for index, nic in self.nics.items():
            if nic.id not in existing and index not in stays:
                nic.delete_on_termination = True

    patching.wrap("moto.ec2.models.instances", "Instance.prep_nics", prep_nics)
