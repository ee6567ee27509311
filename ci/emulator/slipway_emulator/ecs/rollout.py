"""The deployments of a simulated service: begun by create and update, moved on whenever somebody looks.

Nothing runs in the background: each call that shows a service first settles what has come due, so that the same calls at the same
times give the same answers. Callers hold LOCK.
"""

from __future__ import annotations

import threading
from typing import Any

from moto.core.utils import utcnow

from ..gaps.ecs_container_instances import sync
from . import simulate, targets, tasks
from .deployment import Deployment, event

LOCK = threading.RLock()


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


def settle(service: Any) -> None:
    """Move the service to where it is by now."""
    if service.status != "ACTIVE":
        return
    instances = sync(service._backend, service._backend.clusters[service.cluster_name])
    primary = service.deployments[0]
    if primary.is_due(utcnow()):
        if _needs_instances(primary, service) and not instances and service.desired_count:
            _complain(service, primary)
            _scale_out(service)
        elif primary.failure:
            _fail(service, primary, instances)
        else:
            _complete(service, primary, instances)
    _keep_count(service, instances)
    targets.reconcile(service)
    _count(service)


def close(service: Any) -> None:
    """Stop everything that a deleted service ran."""
    for deployment in service.deployments:
        _stop_all(service, deployment, "Scaling activity initiated by service deletion")
    service.deployments = []
    targets.reconcile(service)
    _count(service)


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
    breaker = service.deployment_configuration["deploymentCircuitBreaker"]
    # AWS's threshold: half the desired count, but no fewer than 3 and no more than 200 failed tasks.
    deployment.failed_tasks = min(max(3, -(-service.desired_count // 2)), 200)
    for _ in range(deployment.failed_tasks):
        tasks.stop(service, tasks.start(service, deployment, instances), deployment.failure, failed=True)
    event(service, "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.")
    if not breaker["enable"]:
        # Without a breaker ECS goes on trying for ever.
        deployment.due = None
        return
    deployment.finish("FAILED", "ECS deployment circuit breaker: tasks failed to start.")
    event(service, f"(deployment {deployment.id}) deployment failed: tasks failed to start.")
    deployment.desired_count = 0
    last_good = next((d for d in service.history if d.rollout_state == "COMPLETED"), None)
    if breaker["rollback"] and last_good:
        event(service, f"(deployment {deployment.id}) rolling back to deployment {last_good.id}.")
        rollback = begin(
            service,
            last_good.definition,
            f"ECS deployment circuit breaker: rolling back to deploymentId {last_good.id}.",
        )
        # The release that is rolled back to has run before: the switch that failed the new one is not meant for it.
        rollback.failure = None
        rollback.rolls_back, deployment.rolled_back_to = deployment, rollback


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
    if keeper and (instances or not _needs_instances(keeper, service)):
        keeper.desired_count = service.desired_count
        _fill(service, keeper, instances)


def _fill(service: Any, deployment: Deployment, instances: list[Any]) -> None:
    while len(deployment.tasks) < deployment.desired_count:
        deployment.tasks.append(tasks.start(service, deployment, instances))
    while len(deployment.tasks) > deployment.desired_count:
        tasks.stop(service, deployment.tasks.pop(), "Scaling activity initiated by a change of the desired count")


def _stop_all(service: Any, deployment: Deployment, reason: str) -> None:
    for task in deployment.tasks:
        tasks.stop(service, task, reason)
    deployment.tasks = []


def _needs_instances(deployment: Deployment, service: Any) -> bool:
    providers = {entry["capacityProvider"] for entry in deployment.capacity_provider_strategy or []}
    return service.launch_type != "FARGATE" and not providers & {"FARGATE", "FARGATE_SPOT"}


def _complain(service: Any, deployment: Deployment) -> None:
    if not deployment.complained:
        deployment.complained = True
        event(
            service,
            "was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances "
            f"were found in your cluster. Check that the Auto Scaling group runs instances and that the user data of its launch "
            f"template says ECS_CLUSTER={service.cluster_name}.",
        )


def _scale_out(service: Any) -> None:
    """Managed scaling: ask the providers' empty groups for two instances, as AWS does from zero."""
    from moto.autoscaling.models import autoscaling_backends

    backend = service._backend
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups
    for entry in getattr(service, "capacity_provider_strategy", None) or []:
        provider = backend._get_provider(entry["capacityProvider"])
        settings = provider.auto_scaling_group_provider if provider else {}
        if settings.get("managedScaling", {}).get("status") != "ENABLED":
            continue
        for group in list(groups.values()):
            if settings.get("autoScalingGroupArn") in (group.arn, group.name) and not group.desired_capacity:
                group.set_desired_capacity(min(2, group.max_size or 0))


def _count(service: Any) -> None:
    backend = service._backend
    service.running_count = sum(len(deployment.tasks) for deployment in service.deployments)
    service.pending_count = max(service.desired_count - service.running_count, 0) if service.status == "ACTIVE" else 0
    cluster = backend.clusters[service.cluster_name]
    running = [task for task in backend.tasks.get(cluster.name, {}).values() if task.last_status == "RUNNING"]
    services = [s for s in backend.services.values() if s.cluster_name == cluster.name and s.status == "ACTIVE"]
    cluster.running_tasks_count = len(running)
    cluster.pending_tasks_count = sum(s.pending_count for s in services)
    cluster.active_services_count = len(services)
    for instance in backend.container_instances.get(cluster.name, {}).values():
        instance.running_tasks_count = sum(1 for t in running if t.container_instance_arn == instance.container_instance_arn)
