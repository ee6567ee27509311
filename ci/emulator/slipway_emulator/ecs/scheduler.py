"""The deployments of a service whose tasks are containers: what the tasks do decides, as with ECS's own scheduler.

The runner takes tasks and reports on them (agent.py), the load balancer reports on their targets (health.py), and each look at the
service settles what follows from it. Callers hold rollout.LOCK.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

from moto.core.utils import utcnow

from . import breaker, capacity, health, placement, targets, tasks
from .deployment import Deployment, event

# How long a task that nobody checks must run before it counts as up.
STEADY = timedelta(seconds=float(os.environ.get("SLIPWAY_ROLLOUT_SECONDS", "2")))


def settle(service: Any, instances: list[Any]) -> None:
    """Move the service to where its tasks are by now."""
    now = utcnow()
    for deployment in service.deployments:
        _collect(service, deployment, now)
    _check(service, instances, now)
    primary = service.deployments[0]
    if primary.rollout_state == "IN_PROGRESS" and primary.due and _broken(service, primary):
        breaker.trip(service, primary)
        for task in list(primary.tasks):
            leave(service, task, f"Scaling activity initiated by (deployment {primary.id})")
        primary = service.deployments[0]
    if primary.rollout_state != "FAILED":
        primary.desired_count = service.desired_count
        _start(service, primary, instances, now)
    _thin_out(service, primary, now)
    targets.reconcile(service)
    _complete(service, primary, now)
    capacity.count(service)


def close(service: Any) -> None:
    """Stop everything that a deleted service ran. It drains until the last task has ended."""
    for deployment in service.deployments:
        for task in list(deployment.tasks):
            leave(service, task, "Scaling activity initiated by service deletion")
    targets.reconcile(service)
    service.status = "DRAINING"
    drain(service)


def drain(service: Any) -> None:
    """End a deleted service once its tasks have."""
    for deployment in service.deployments:
        _collect(service, deployment, utcnow())
    if not any(deployment.leaving for deployment in service.deployments):
        service.deployments, service.status = [], "INACTIVE"
    capacity.count(service)


def leave(service: Any, task: Any, reason: str, code: str = "ServiceSchedulerInitiated") -> None:
    """Take a task out of the load balancer, and have it stopped once its targets have drained."""
    task.desired_status, task.stopped_reason, task.stop_code = "STOPPED", reason, code
    task.stopping_at = task.signal_at = utcnow()
    served = [arn for arn, *_ in targets.of_task(service, task)] if task.last_status == "RUNNING" else []
    if served:
        task.last_status = "DEACTIVATING"
        task.signal_at = max(health.drained_at(arn) for arn in served)
        event(service, f"has begun draining connections on 1 tasks. (task {task.id})")
    for deployment in service.deployments:
        if task in deployment.tasks:
            deployment.tasks.remove(task)
            deployment.leaving.append(task)
    event(service, f"has stopped 1 running tasks: (task {task.id}).")


def healthy(service: Any, task: Any, now: datetime) -> bool:
    """Tell whether a task serves: all its targets and its own check say so, or nobody asks and it ran long enough."""
    if task.last_status != "RUNNING" or task.desired_status != "RUNNING":
        return False
    entries = [health.entry_of(*target) for target in targets.of_task(service, task)]
    if any(entry is None or health.of(entry)["state"] != "healthy" for entry in entries):
        return False
    if tasks.asked(task.definition):
        return bool(task.health_status == "HEALTHY")
    return bool(entries) or now - task.started_at >= STEADY


def _collect(service: Any, deployment: Deployment, now: datetime) -> None:
    """Take out the tasks that ended, count those that failed, and forget the failures once one is healthy, as AWS does."""
    deployment.leaving = [task for task in deployment.leaving if task.last_status != "STOPPED"]
    for task in list(deployment.tasks):
        if task.last_status == "STOPPED":
            deployment.tasks.remove(task)
            _failed(deployment, now)
        elif not task.was_healthy and healthy(service, task, now):
            task.was_healthy = True
            deployment.failed_tasks = 0


def _failed(deployment: Deployment, now: datetime) -> None:
    deployment.failed_tasks += 1
    # The first ones are replaced at once; ECS, too, starts a service's tasks less and less often when they keep failing.
    deployment.not_before = now + timedelta(seconds=min(2 ** (deployment.failed_tasks - 3), 60) if deployment.failed_tasks > 3 else 0)


def _broken(service: Any, deployment: Deployment) -> bool:
    if deployment.failure:  # a test asked for it; no container has to run for that
        deployment.failed_tasks = breaker.threshold(service)
        return deployment.is_due(utcnow())
    # A rollback that fails too has nothing to go back to, and goes on trying.
    return not deployment.rolls_back and deployment.failed_tasks >= breaker.threshold(service)


def _check(service: Any, instances: list[Any], now: datetime) -> None:
    """Stop the tasks that fail their health checks after the grace period, and those whose instance is gone."""
    grace = timedelta(seconds=getattr(service, "health_check_grace_period_seconds", None) or 0)
    accepting = {instance.container_instance_arn for instance in instances}
    for deployment in service.deployments:
        for task in list(deployment.tasks):
            if task.container_instance_arn and task.container_instance_arn not in accepting:
                leave(service, task, "Task stopped because its container instance is no longer available")
                continue
            if task.last_status != "RUNNING" or now - task.started_at < grace:
                continue
            reason = _unhealthy(service, task)
            if reason:
                leave(service, task, reason)
                _failed(deployment, now)


def _unhealthy(service: Any, task: Any) -> str | None:
    for arn, target, port in targets.of_task(service, task):
        entry = health.entry_of(arn, target, port)
        told = health.of(entry) if entry else health.INITIAL
        if told["state"] == "unhealthy":
            cause = told.get("description") or "Health checks failed"
            event(service, f"(port {port}) is unhealthy in (target-group {arn}) due to (reason {cause}).")
            return f"Task failed ELB health checks in (target-group {arn})"
    if task.health_status == "UNHEALTHY":
        event(service, f"(task {task.id}) failed container health checks.")
        return "Task failed container health checks"
    return None


def _start(service: Any, primary: Deployment, instances: list[Any], now: datetime) -> None:
    """Start the tasks that the primary deployment lacks, as far as the maximum percent and the instances allow."""
    limit = service.desired_count * service.deployment_configuration["maximumPercent"] // 100
    started = []
    while (
        now >= primary.not_before
        and not primary.failure
        and len(primary.tasks) < service.desired_count
        and sum(len(deployment.tasks) for deployment in service.deployments) < limit
    ):
        instance, lacks = None, ""
        if capacity.needs_instances(primary, service):
            lacks = "Reason: " + capacity.none_found(service)
            if instances:
                instance, lacks = placement.choose(service, primary.definition, instances)
            if not instance:
                capacity.complain(service, primary, lacks)
                capacity.scale_out(service, further=bool(instances))
                break
        task = tasks.start(service, primary, instance, status="PROVISIONING")
        primary.tasks.append(task)
        started.append(task)
    if started:
        service.steady = False
        event(service, f"has started {len(started)} tasks: " + " ".join(f"(task {task.id})" for task in started) + ".")


def _thin_out(service: Any, primary: Deployment, now: datetime) -> None:
    """Stop the older tasks as far as the minimum healthy percent allows, and what is above the desired count."""
    least = -(-service.desired_count * service.deployment_configuration["minimumHealthyPercent"] // 100)
    serving = [task for deployment in service.deployments for task in deployment.tasks if healthy(service, task, now)]
    spare = len(serving) - least
    for deployment in service.deployments[1:]:
        # Those that don't serve are missed by nobody.
        for task in sorted(deployment.tasks, key=lambda t: t in serving):
            if task in serving:
                if spare <= 0:
                    break
                spare -= 1
            leave(service, task, f"Scaling activity initiated by (deployment {primary.id})")
    for task in sorted(primary.tasks, key=lambda t: t in serving)[: max(len(primary.tasks) - service.desired_count, 0)]:
        leave(service, task, f"Scaling activity initiated by (deployment {primary.id})")


def _complete(service: Any, primary: Deployment, now: datetime) -> None:
    """Complete the deployment once all its tasks serve and no other is left."""
    service.deployments = [d for d in service.deployments if d is primary or d.tasks or d.leaving]
    serving = sum(healthy(service, task, now) for task in primary.tasks)
    if len(service.deployments) > 1 or primary.leaving or not serving == len(primary.tasks) == service.desired_count:
        return
    if primary.rollout_state == "IN_PROGRESS" and not primary.failure:
        primary.finish("COMPLETED", f"ECS deployment {primary.id} completed.")
        event(service, f"(deployment {primary.id}) deployment completed.")
    if not getattr(service, "steady", False) and primary.rollout_state == "COMPLETED":
        service.steady = True
        event(service, "has reached a steady state.")
