"""The deployments of a service, moved on whenever somebody looks: here the simulated one, in scheduler.py that of real tasks.

Nothing runs in the background: each call that shows a service first settles what has come due, so that the same calls at the same
times give the same answers. Callers hold LOCK.
"""

from __future__ import annotations

import threading
from typing import Any

from moto.core.utils import utcnow

from ..gaps.ecs_container_instances import sync
from . import breaker, capacity, mode, scheduler, targets, tasks
from .deployment import Deployment, event

LOCK = threading.RLock()


def settle(service: Any) -> None:
    """Move the service to where it is by now."""
    if service.status == "DRAINING":
        scheduler.drain(service)
    if service.status != "ACTIVE":
        return
    instances = sync(service._backend, service._backend.clusters[service.cluster_name])
    if mode.real():
        scheduler.settle(service, instances)
        return
    primary = service.deployments[0]
    if primary.is_due(utcnow()):
        if capacity.needs_instances(primary, service) and not instances and service.desired_count:
            capacity.complain(service, primary, "Reason: " + capacity.none_found(service))
            capacity.scale_out(service)
        elif primary.failure:
            _fail(service, primary, instances)
        else:
            _complete(service, primary, instances)
    _keep_count(service, instances)
    targets.reconcile(service)
    capacity.count(service)


def stop(service: Any, deployment: Deployment, last_good: Deployment) -> None:
    """End a rollout because somebody asked for it, and go back to what ran before."""
    deployment.finish("FAILED", "Service deployment stopped by a request.")
    deployment.desired_count = 0
    breaker.go_back(service, deployment, last_good, "Service deployment rollback")
    for task in list(deployment.tasks):
        if mode.real():
            scheduler.leave(service, task, f"Scaling activity initiated by (deployment {deployment.id})")
    if not mode.real():
        _stop_all(service, deployment, f"Scaling activity initiated by deployment {deployment.id}")


def close(service: Any) -> None:
    """Stop everything that a deleted service ran."""
    if mode.real():
        scheduler.close(service)
        return
    for deployment in service.deployments:
        _stop_all(service, deployment, "Scaling activity initiated by service deletion")
    service.deployments = []
    targets.reconcile(service)
    capacity.count(service)


def _complete(service: Any, deployment: Deployment, instances: list[Any]) -> None:
    deployment.desired_count = service.desired_count
    _fill(service, deployment, instances)
    for older in service.deployments[1:]:
        _stop_all(service, older, f"Scaling activity initiated by deployment {deployment.id}")
    service.deployments = [deployment]
    deployment.finish("COMPLETED", f"ECS deployment {deployment.id} completed.")
    event(service, f"(deployment {deployment.id}) deployment completed.")
    event(service, "has reached a steady state.")


def _fail(service: Any, deployment: Deployment, instances: list[Any]) -> None:
    deployment.failed_tasks = breaker.threshold(service)
    for _ in range(deployment.failed_tasks):
        tasks.stop(service, tasks.start(service, deployment, tasks.emptiest(service, instances)), deployment.failure, failed=True)
    breaker.trip(service, deployment)


def _keep_count(service: Any, instances: list[Any]) -> None:
    """Replace tasks whose instance went away or drains, and follow a change of the desired count."""
    accepting = {instance.container_instance_arn for instance in instances}
    for deployment in service.deployments:
        for task in list(deployment.tasks):
            if task.last_status == "STOPPED":
                deployment.tasks.remove(task)
            elif task.container_instance_arn and task.container_instance_arn not in accepting:
                deployment.tasks.remove(task)
                tasks.stop(service, task, "Task stopped because its container instance is no longer available")
    keeper = next((d for d in service.deployments if d.rollout_state == "COMPLETED"), None)
    if keeper and (instances or not capacity.needs_instances(keeper, service)):
        keeper.desired_count = service.desired_count
        _fill(service, keeper, instances)


def _fill(service: Any, deployment: Deployment, instances: list[Any]) -> None:
    while len(deployment.tasks) < deployment.desired_count:
        deployment.tasks.append(tasks.start(service, deployment, tasks.emptiest(service, instances)))
    while len(deployment.tasks) > deployment.desired_count:
        tasks.stop(service, deployment.tasks.pop(), "Scaling activity initiated by a change of the desired count")


def _stop_all(service: Any, deployment: Deployment, reason: str) -> None:
    for task in deployment.tasks:
        tasks.stop(service, task, reason)
    deployment.tasks = []
