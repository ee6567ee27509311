"""One ECS deployment: what DescribeServices shows of it, and when its next step is due.

The fields bear the names that moto's serialiser looks for.
"""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow

from . import connect, simulate

# How long a deployment stays IN_PROGRESS. Long enough for a watcher to see the state, short enough for a rehearsal.
ROLLOUT_SECONDS = float(os.environ.get("SLIPWAY_ROLLOUT_SECONDS", "2"))


class Deployment:
    """A deployment of one task definition; rollout.py moves it on."""

    def __init__(self, service: Any, task_definition: Any, reason: str = "", *, failure: str | None = None) -> None:
        self.id = f"ecs-svc/{random.randint(10**18, 10**19 - 1)}"
        self.status = "PRIMARY"
        self.task_definition = task_definition.arn
        self.desired_count = service.desired_count
        self.failed_tasks = 0
        self.created_at = self.updated_at = utcnow()
        self.rollout_state = "IN_PROGRESS"
        self.rollout_state_reason = reason or f"ECS deployment {self.id} in progress."
        self.launch_type = service.launch_type
        self.capacity_provider_strategy = getattr(service, "capacity_provider_strategy", None)
        self.network_configuration = service.network_configuration
        self.platform_version = service.platform_version
        # One that is switched off is answered like one that never was; Terraform would change it for ever.
        self.service_connect_configuration = connect.configuration(service) or None
        # From here on: the emulator's own, which no AWS answer carries.
        self.definition = task_definition
        self.failure = failure
        self.tasks: list[Any] = []
        # The names that its tasks know of others (Service Connect).
        self.knows = connect.known(service)
        # Tasks that were told to stop: they drain and end, and count no more.
        self.leaving: list[Any] = []
        self.due: datetime | None = self.created_at + timedelta(seconds=ROLLOUT_SECONDS)
        self.finished_at: datetime | None = None
        self.rolled_back_to: Deployment | None = None
        self.rolls_back: Deployment | None = None
        self.complained = False
        # A real task that failed is replaced no sooner than this.
        self.not_before = self.created_at

    @property
    def running_count(self) -> int:
        return sum(task.last_status == "RUNNING" for task in self.tasks)

    @property
    def pending_count(self) -> int:
        return max(self.desired_count - self.running_count, 0)

    def is_due(self, now: datetime) -> bool:
        return self.rollout_state == "IN_PROGRESS" and self.due is not None and now >= self.due

    def finish(self, state: str, reason: str) -> None:
        self.rollout_state = state
        self.rollout_state_reason = reason
        self.updated_at = self.finished_at = utcnow()
        self.due = None


def begin(service: Any, definition: Any, reason: str = "") -> Deployment:
    """Make a new PRIMARY deployment; the one before becomes ACTIVE and goes once the new one is complete."""
    for older in service.deployments:
        older.status = "ACTIVE"
        if older.rollout_state == "IN_PROGRESS":
            older.finish("FAILED", f"ECS deployment {older.id} was replaced by a newer one.")
    deployment = Deployment(service, definition, reason, failure=simulate.failure(service, definition))
    service.task_definition = definition.arn
    service.deployments = [deployment, *service.deployments]
    service.history.insert(0, deployment)
    return deployment


def event(service: Any, message: str) -> None:
    """Add what an operator reads under the service's events, newest first, a hundred at most as in AWS."""
    entry = {"id": f"{random.getrandbits(128):032x}", "createdAt": utcnow(), "message": f"(service {service.name}) {message}"}
    service.events = [entry, *service.events][:100]
