"""Target groups: moto keys targets by id alone, so the second task on an instance replaces the first.

With bridge networking and dynamic ports AWS keeps one target per (instance, port). Targets are keyed here as they are in AWS.
Where tasks are real, a target is as healthy as the load balancer says (ecs/health.py), and one that was taken out drains.
"""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow

from .. import patching
from ..ecs import health, mode


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
                entry = self.deregistered_targets[target["Id"]] = self.targets.pop(key)
                if mode.real():
                    _draining(self)[key] = (entry, health.drained_at(self.arn))

    def deregister_terminated_instances(self: Any, instance_ids: list[str]) -> None:
        for key, entry in list(self.targets.items()):
            if entry["Id"] in instance_ids:
                self.terminated_targets[entry["Id"]] = self.targets.pop(key)

    def health_for(original: Any, self: Any, target: dict[str, Any], ec2_backend: Any) -> Any:
        key = _key({"Port": self.port, **target})
        entry = self.targets.get(key)
        if entry is None and key in _draining(self):
            return FakeHealthStatus(
                target["Id"], target["Port"], self.health_check_port,
                "draining", "Target.DeregistrationInProgress", "Target deregistration is in progress",
            )
        if entry is None:
            return original(self, target, ec2_backend)
        instance = ec2_backend.get_instance_by_id(entry["Id"]) if entry["Id"].startswith("i-") else None
        if instance and instance.state == "stopped":
            return FakeHealthStatus(
                entry["Id"], entry["Port"], self.health_check_port,
                "unused", "Target.InvalidState", "Target is in the stopped state",
            )
        told = health.of(entry) if mode.real() else {"state": "healthy"}
        return FakeHealthStatus(
            entry["Id"], entry["Port"], self.health_check_port, told["state"], told.get("reason"), told.get("description")
        )

    def describe_target_health(original: Any, self: Any, arn: str, targets: list[dict[str, Any]]) -> Any:
        group = self.target_groups.get(arn)
        if group and not targets:
            targets = [*group.targets.values(), *(entry for entry, _ in _draining(group).values())]
        return original(self, arn, targets)

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
    patching.wrap(module, "ELBv2Backend.describe_target_health", describe_target_health)


def _draining(group: Any) -> dict[str, tuple[dict[str, Any], Any]]:
    """Return the group's targets that still drain."""
    known: dict[str, tuple[dict[str, Any], Any]] = group.__dict__.setdefault("draining", {})
    for key, (_, until) in list(known.items()):
        if until <= utcnow() or key in group.targets:
            del known[key]
    return known


def _key(target: dict[str, Any]) -> str:
    return f"{target['Id']}:{target['Port']}"
