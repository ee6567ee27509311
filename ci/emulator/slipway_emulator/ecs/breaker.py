"""The deployment circuit breaker: how many failed tasks end a deployment, and the way back to the last completed one."""

from __future__ import annotations

from typing import Any

from .deployment import Deployment, begin, event

UNABLE = "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section."


def threshold(service: Any) -> int:
    """AWS's formula: half the desired count, but no fewer than 3 and no more than 200 failed tasks."""
    return min(max(3, -(-service.desired_count // 2)), 200)


def trip(service: Any, deployment: Deployment) -> None:
    """End a deployment whose tasks failed too often. Without a breaker ECS goes on trying for ever."""
    breaker = service.deployment_configuration["deploymentCircuitBreaker"]
    event(service, UNABLE)
    if not breaker["enable"]:
        deployment.due = None
        return
    deployment.finish("FAILED", "ECS deployment circuit breaker: tasks failed to start.")
    event(service, f"(deployment {deployment.id}) deployment failed: tasks failed to start.")
    deployment.desired_count = 0
    last_good = last_completed(service)
    if breaker["rollback"] and last_good:
        go_back(service, deployment, last_good, "ECS deployment circuit breaker")


def last_completed(service: Any) -> Deployment | None:
    """Return the deployment that ECS goes back to, the newest that is complete."""
    return next((d for d in service.history if d.rollout_state == "COMPLETED"), None)


def go_back(service: Any, deployment: Deployment, last_good: Deployment, by: str) -> None:
    """Deploy again what the last completed deployment ran, in the place of one that ended."""
    event(service, f"(deployment {deployment.id}) rolling back to deployment {last_good.id}.")
    rollback = begin(service, last_good.definition, f"{by}: rolling back to deploymentId {last_good.id}.")
    # The release that is rolled back to has run before: the switch that failed the new one is not meant for it.
    rollback.failure = None
    rollback.rolls_back, deployment.rolled_back_to = deployment, rollback
    # Its tasks that still serve go on serving.
    rollback.tasks, last_good.tasks = last_good.tasks, []
