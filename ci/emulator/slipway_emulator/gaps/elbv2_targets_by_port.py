"""Target groups: moto keys targets by id alone, so the second task on an instance replaces the first.

With bridge networking and dynamic ports AWS keeps one target per (instance, port). Targets are keyed here as they are in AWS.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.elbv2.exceptions import InvalidTargetError
    from moto.elbv2.models import FakeHealthStatus

    def register(original: Any, self: Any, targets: list[dict[str, Any]]) -> None:
        # moto's own register validates the target; its entry, keyed by id, is then replaced by one keyed by id and port.
        for target in targets:
            before = dict(self.targets)
            original(self, [target])
            entry = self.targets.pop(target["Id"])
            self.targets.clear()
            self.targets.update(before)
            self.targets[_key(entry)] = entry

    def deregister(self: Any, targets: list[dict[str, Any]]) -> None:
        for target in targets:
            keys = [
                key
                for key, entry in self.targets.items()
                if entry["Id"] == target["Id"] and ("Port" not in target or str(entry["Port"]) == str(target["Port"]))
            ]
            if not keys:
                raise InvalidTargetError()
            for key in keys:
                self.deregistered_targets[target["Id"]] = self.targets.pop(key)

    def deregister_terminated_instances(self: Any, instance_ids: list[str]) -> None:
        for key, entry in list(self.targets.items()):
            if entry["Id"] in instance_ids:
                self.terminated_targets[entry["Id"]] = self.targets.pop(key)

    def health_for(original: Any, self: Any, target: dict[str, Any], ec2_backend: Any) -> Any:
        entry = self.targets.get(_key({"Port": self.port, **target}))
        if entry is None:
            return original(self, target, ec2_backend)
        instance = ec2_backend.get_instance_by_id(entry["Id"]) if entry["Id"].startswith("i-") else None
        if instance and instance.state == "stopped":
            return FakeHealthStatus(
                entry["Id"], entry["Port"], self.health_check_port,
                "unused", "Target.InvalidState", "Target is in the stopped state",
            )
        return FakeHealthStatus(entry["Id"], entry["Port"], self.health_check_port, "healthy")

    module = "moto.elbv2.models"
    patching.wrap(module, "FakeTargetGroup.register", register)
    patching.replace(module, "FakeTargetGroup.deregister", deregister, containing='self.targets.pop(target["Id"]')
    patching.replace(
        module,
        "FakeTargetGroup.deregister_terminated_instances",
        deregister_terminated_instances,
        containing="if target_id in instance_ids",
    )
    patching.wrap(module, "FakeTargetGroup.health_for", health_for)


def _key(target: dict[str, Any]) -> str:
    return f"{target['Id']}:{target['Port']}"
