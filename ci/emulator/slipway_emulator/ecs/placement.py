"""On which instance a task has room: memory, CPU units and network interfaces by the instance's type, less what the others took."""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.ec2 import ec2_backends
from moto.ec2.models.instance_types import INSTANCE_TYPES

# What ECS registers of an instance's memory: the kernel and the agent have theirs first.
USABLE_MEMORY = 0.947


def needs(definition: Any) -> dict[str, int]:
    """Return what a task of this definition takes."""
    containers = definition.container_definitions
    memory = definition.memory or sum(int(c.get("memoryReservation") or c.get("memory") or 0) for c in containers)
    cpu = definition.cpu or sum(int(c.get("cpu") or 0) for c in containers)
    return {"MEMORY": int(memory), "CPU": int(cpu), "ENI": int(definition.network_mode == "awsvpc")}


def has(backend: Any, instance: Any) -> dict[str, int]:
    """Return what the type of an instance offers. One interface is the instance's own; trunking is not emulated."""
    machine = ec2_backends[backend.account_id][backend.region_name].get_instance_by_id(instance.ec2_instance_id)
    kind = INSTANCE_TYPES[machine.instance_type]
    return {
        "MEMORY": int(kind["MemoryInfo"]["SizeInMiB"] * USABLE_MEMORY),
        "CPU": kind["VCpuInfo"]["DefaultVCpus"] * 1024,
        "ENI": kind["NetworkInfo"]["MaximumNetworkInterfaces"] - 1,
    }


def choose(service: Any, definition: Any, instances: list[Any]) -> tuple[Any, str]:
    """Return the emptiest zone's emptiest instance with room, or None and what the closest one lacks, in AWS's words."""
    lacks = lacking(service, definition, instances)
    fitting = [instance for instance in instances if not lacks[instance.container_instance_arn]]
    if not fitting:
        closest = min(instances, key=lambda i: len(lacks[i.container_instance_arn]))
        return None, _words(closest.container_instance_arn.split("/")[-1], lacks[closest.container_instance_arn][0])
    tasks = _tasks(service)
    own = Counter(t.container_instance_arn for t in tasks if t.group == f"service:{service.name}" and t.desired_status == "RUNNING")
    in_zone: Counter[str] = Counter()
    for instance in instances:
        in_zone[_zone(instance)] += own[instance.container_instance_arn]
    return min(fitting, key=lambda i: (in_zone[_zone(i)], own[i.container_instance_arn])), ""


def lacking(service: Any, definition: Any, instances: list[Any]) -> dict[str, list[str]]:
    """Return what each instance lacks for a task of this definition: MEMORY, CPU and ENI, or nothing."""
    backend, tasks = service._backend, _tasks(service)
    free = {instance.container_instance_arn: _account(backend, instance, tasks) for instance in instances}
    wanted = needs(definition)
    return {arn: [name for name in ("MEMORY", "CPU", "ENI") if wanted[name] > left[name]] for arn, left in free.items()}


def _tasks(service: Any) -> list[Any]:
    return [t for t in service._backend.tasks.get(service.cluster_name, {}).values() if t.last_status != "STOPPED"]


def _account(backend: Any, instance: Any, tasks: list[Any]) -> dict[str, int]:
    """Return what is left of an instance, and let DescribeContainerInstances tell it."""
    offered = has(backend, instance)
    left = dict(offered)
    for task in tasks:
        if task.container_instance_arn == instance.container_instance_arn and hasattr(task, "definition"):
            for name, taken in needs(task.definition).items():
                left[name] -= taken
    for resources, values in ((instance.registered_resources, offered), (instance.remaining_resources, left)):
        for resource in resources:
            if resource["name"] in values:
                resource["integerValue"] = values[resource["name"]]
    return left


def _words(instance: str, resource: str) -> str:
    closest = f"The closest matching (container-instance {instance})"
    missing = {
        "MEMORY": "has insufficient memory available.",
        "CPU": "has insufficient CPU units available.",
        "ENI": 'encountered error "RESOURCE:ENI".',
    }
    return f"{closest} {missing[resource]} For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."


def _zone(instance: Any) -> str:
    return instance.attributes["ecs.availability-zone"]
