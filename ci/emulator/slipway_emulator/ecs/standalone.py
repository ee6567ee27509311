"""Tasks that RunTask starts, without a service: placed like a service's, and ended by their containers or by StopTask.

Callers hold rollout.LOCK.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from moto.core.utils import utcnow

from . import capacity, mode, placement, simulate, tasks

# How long a simulated task runs.
SECONDS = float(os.environ.get("SLIPWAY_ROLLOUT_SECONDS", "2"))

# What RunTask says of an instance without room, by what it lacks.
REASONS = {"MEMORY": "RESOURCE:MEMORY", "CPU": "RESOURCE:CPU", "ENI": "RESOURCE:ENI"}


class Run:
    """What a call of RunTask asks for, with the attributes that the functions for services look for in a service and its deployment."""

    propagate_tags = "SERVICE"
    knows = ()  # Service Connect is for tasks of services alone

    def __init__(self, backend: Any, cluster: Any, definition: Any, asked: dict[str, Any]) -> None:
        self._backend, self._account_id, self.region_name = backend, backend.account_id, backend.region_name
        self.name, self.cluster_name, self.definition = "", cluster.name, definition
        self.id = asked.get("startedBy") or ""
        self.launch_type = asked.get("launchType")
        self.network_configuration = asked.get("networkConfiguration")
        default = [] if self.launch_type else cluster.default_capacity_provider_strategy
        self.capacity_provider_strategy = asked.get("capacityProviderStrategy") or default or []
        self.tags = asked.get("tags") or []
        if asked.get("propagateTags") == "TASK_DEFINITION":
            own = {tag["key"] for tag in self.tags}
            self.tags = self.tags + [tag for tag in definition.tags or [] if tag["key"] not in own]
        self.group = asked.get("group") or f"family:{definition.family}"
        self.overrides = asked.get("overrides") or {}


def start(run: Run, look: Callable[[], list[Any]]) -> tuple[list[Any], list[dict[str, str]]]:
    """Start one task on one of the instances that look finds; return it, or why none takes it, as RunTask's failures."""
    instance = None
    if capacity.needs_instances(run, run):  # type: ignore[arg-type]  # its strategy is what is looked at
        instance = _place(run, look())
        if not instance:
            # ECS has the task wait in PROVISIONING for minutes until the instance is there; here it is there at once.
            capacity.scale_out(run, further=True)
            instances = look()
            instance = _place(run, instances)
            if not instance:
                return [], _failures(run, instances)
    task = tasks.start(run, run, instance, status="PROVISIONING" if mode.real() else "RUNNING")
    task.group, task.overrides = run.group, run.overrides
    # A change of the definition's copy is this task's alone.
    task.definition = copy.copy(run.definition)
    task.definition.container_definitions = _overridden(run)
    if not mode.real():
        task.ends_at = utcnow() + timedelta(seconds=SECONDS)
    return [task], []


def _place(run: Run, instances: list[Any]) -> Any:
    return placement.choose(run, run.definition, instances)[0] if instances else None


def settle(backend: Any) -> None:
    """End the simulated ones whose time has come: well, unless their definition says SLIPWAY_SIMULATE=fail."""
    for running in list(backend.tasks.values()):
        for task in list(running.values()):
            if isinstance(task, tasks.ServiceTask) and task.ends_at and task.ends_at <= utcnow() and task.last_status != "STOPPED":
                failed = any(simulate.says_fail(container) for container in task.definition.container_definitions)
                tasks.stop(None, task, simulate.EXITED, failed=failed)
                task.stop_code = "EssentialContainerExited"


def stop(task: Any, reason: str) -> None:
    """Have a task end because somebody asked for it. It is in no load balancer, so nothing is drained."""
    task.desired_status, task.stopped_reason, task.stop_code = "STOPPED", reason, "UserInitiated"
    task.stopping_at = task.signal_at = utcnow()
    if not mode.real():
        tasks.stop(None, task, reason)
        task.stop_code = "UserInitiated"


def _overridden(run: Run) -> list[dict[str, Any]]:
    """Return the containers with what the call puts in the place of their settings."""
    overrides = {entry.get("name"): entry for entry in run.overrides.get("containerOverrides") or []}
    containers = []
    for definition in run.definition.container_definitions:
        given = overrides.get(definition["name"], {})
        container = {**definition, **{key: given[key] for key in ("command", "cpu", "memory", "memoryReservation") if given.get(key)}}
        if given.get("environment"):
            added = {entry["name"] for entry in given["environment"]}
            kept = [entry for entry in definition.get("environment") or [] if entry["name"] not in added]
            container["environment"] = kept + given["environment"]
        containers.append(container)
    return containers


def _failures(run: Run, instances: list[Any]) -> list[dict[str, str]]:
    if not instances:
        return [{"reason": "No Container Instances were found in your cluster."}]
    lacks = placement.lacking(run, run.definition, instances)
    return [{"arn": arn, "reason": REASONS[what[0]]} for arn, what in lacks.items() if what]
