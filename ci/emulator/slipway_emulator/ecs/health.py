"""The health of targets, as the load balancer tells it: POST /_slipway/target-health. A real task is healthy by that alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.elbv2.models import elbv2_backends

STATES = {"initial", "healthy", "unhealthy", "draining"}
INITIAL = {
    "state": "initial",
    "reason": "Elb.RegistrationInProgress",
    "description": "Target registration is in progress",
}


def report(body: dict[str, Any]) -> None:
    """Keep what the load balancer found of one target; raise ValueError when it names what does not exist."""
    state, target = body.get("state"), (str(body.get("id")), int(body.get("port") or 0))
    if state not in STATES:
        raise ValueError(f"state {state!r} is none of {', '.join(sorted(STATES))}")
    arn = str(body.get("targetGroupArn"))
    entry = entry_of(arn, *target)
    if entry is None and state == "draining" and group_of(arn):
        return  # it was taken out, and drains anyhow
    if entry is None:
        raise ValueError(f"target {target[0]}:{target[1]} is not registered in {body.get('targetGroupArn')}: leave it out of the checks")
    # AWS gives neither reason nor description for a healthy target.
    words = {} if state == "healthy" else {"reason": body.get("reason"), "description": body.get("description")}
    entry["health"] = {"state": state, **words}


def entry_of(arn: str, target: str, port: int) -> dict[str, Any] | None:
    """Return moto's entry of a registered target."""
    group = group_of(arn)
    for entry in list(group.targets.values()) if group else []:
        if entry["Id"] == target and int(entry["Port"]) == port:
            return entry
    return None


def group_of(arn: str) -> Any:
    """Return a target group by its ARN, None when there is none."""
    parts = arn.split(":")
    if len(parts) < 6:
        return None
    return elbv2_backends[parts[4]][parts[3]].target_groups.get(arn)


def of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return state, reason and description of a registered target."""
    return entry.get("health", INITIAL)


def drained_at(arn: str) -> Any:
    """Return when a target that is taken out of the group now has drained."""
    group = group_of(arn)
    delay = float(group.attributes.get("deregistration_delay.timeout_seconds", 300)) if group else 0
    return utcnow() + timedelta(seconds=delay)
