"""What a service needs of its cluster: instances, more of them, and how many tasks it counts."""

from __future__ import annotations

from typing import Any

from .deployment import Deployment, event


def needs_instances(deployment: Deployment, service: Any) -> bool:
    providers = {entry["capacityProvider"] for entry in deployment.capacity_provider_strategy or []}
    return service.launch_type != "FARGATE" and not providers & {"FARGATE", "FARGATE_SPOT"}


def none_found(service: Any) -> str:
    return (
        f"No Container Instances were found in your cluster. Check that the Auto Scaling group runs instances and that the user data "
        f"of its launch template says ECS_CLUSTER={service.cluster_name}."
    )


def complain(service: Any, deployment: Deployment, why: str) -> None:
    """Say once for each deployment that there is no room for a task."""
    if not deployment.complained:
        deployment.complained = True
        event(service, f"was unable to place a task because no container instance met all of its requirements. {why}")


def scale_out(service: Any, *, further: bool = False) -> None:
    """Managed scaling: ask the providers' empty groups for two instances, as AWS does from zero, or full ones for one further."""
    from moto.autoscaling.models import autoscaling_backends

    backend = service._backend
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups
    for entry in getattr(service, "capacity_provider_strategy", None) or []:
        provider = backend._get_provider(entry["capacityProvider"])
        settings = provider.auto_scaling_group_provider if provider else {}
        if settings.get("managedScaling", {}).get("status") != "ENABLED":
            continue
        for group in list(groups.values()):
            if settings.get("autoScalingGroupArn") not in (group.arn, group.name):
                continue
            wanted = group.desired_capacity + 1 if group.desired_capacity else 2
            if (further or not group.desired_capacity) and group.desired_capacity != min(wanted, group.max_size or 0):
                group.set_desired_capacity(min(wanted, group.max_size or 0))


def count(service: Any) -> None:
    """Bring the counts of the service, of its cluster and of the cluster's instances up to date."""
    backend = service._backend
    service.running_count = sum(deployment.running_count for deployment in service.deployments)
    service.pending_count = max(service.desired_count - service.running_count, 0) if service.status == "ACTIVE" else 0
    cluster = backend.clusters[service.cluster_name]
    running = [task for task in backend.tasks.get(cluster.name, {}).values() if task.last_status == "RUNNING"]
    services = [s for s in backend.services.values() if s.cluster_name == cluster.name and s.status == "ACTIVE"]
    cluster.running_tasks_count = len(running)
    cluster.pending_tasks_count = sum(s.pending_count for s in services)
    cluster.active_services_count = len(services)
    for instance in backend.container_instances.get(cluster.name, {}).values():
        instance.running_tasks_count = sum(1 for t in running if t.container_instance_arn == instance.container_instance_arn)
