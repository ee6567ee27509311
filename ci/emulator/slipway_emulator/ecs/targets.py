"""The targets of a service: what its running tasks look like to the load balancer. A simulated one is healthy by decree."""

from __future__ import annotations

import sys
from typing import Any

from moto.elbv2.models import elbv2_backends

from . import tasks


def reconcile(service: Any) -> None:
    """Register the running tasks in the service's target groups, and take out what the service had registered before."""
    groups = elbv2_backends[service._account_id][service.region_name].target_groups
    registered: set[tuple[str, str, int]] = getattr(service, "registered_targets", set())
    wanted = _wanted(service)
    for arn, target, port in registered - wanted:
        if arn in groups and any(t["Id"] == target and int(t["Port"]) == port for t in groups[arn].targets.values()):
            groups[arn].deregister([{"Id": target, "Port": port}])
    done = registered & wanted
    for arn, target, port in wanted - registered:
        if arn not in groups:
            # AWS refuses such a service when it is created; a group that was deleted later is reported here.
            print(f"ecs: service {service.name}: target group {arn} does not exist; its tasks are not registered", file=sys.stderr)
            continue
        groups[arn].register([{"Id": target, "Port": port}])
        done.add((arn, target, port))
    service.registered_targets = done


def of_task(service: Any, task: Any) -> list[tuple[str, str, int]]:
    """Return the targets of one task: (target group, id, port)."""
    found = []
    for load_balancer in service.load_balancers or []:
        address = tasks.address(service, task, load_balancer.get("containerName"), load_balancer.get("containerPort"))
        if load_balancer.get("targetGroupArn") and address:
            found.append((load_balancer["targetGroupArn"], *address))
    return found


def _wanted(service: Any) -> set[tuple[str, str, int]]:
    serving = (task for deployment in service.deployments for task in deployment.tasks if task.last_status == "RUNNING")
    return {target for task in serving for target in of_task(service, task)}
