"""The tasks of a service: placed on container instances over the zones, started and stopped. What runs them, if anything, is agent.py's."""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.core.utils import utcnow
from moto.ec2 import ec2_backends
from moto.ecs.models import Container, Task

FIRST_DYNAMIC_PORT = 32768


class ServiceTask(Task):
    """A task of a service. moto moves a task on each time it is described; a service's task stays RUNNING until it is stopped."""

    # The emulator's own, which no AWS answer carries, and only real tasks have:
    definition: Any
    signal_at: Any = None  # when it is told to end, once its targets have drained
    was_healthy = False
    knows: Any = ()  # the names of others that its deployment found (connect.py)
    enable_execute_command = False  # what its service said when it started
    ends_at: Any = None  # when a simulated task without a service ends

    def advance(self) -> None:
        return


def start(service: Any, deployment: Any, instance: Any, *, status: str = "RUNNING") -> Any:
    """Start one task of the deployment on an instance, None for Fargate. One that is not RUNNING waits for its runner."""
    backend = service._backend
    task = ServiceTask(
        cluster=backend.clusters[service.cluster_name],
        task_definition=deployment.definition,
        container_instance_arn=instance.container_instance_arn if instance else None,
        resource_requirements=None,
        backend=backend,
        group=f"service:{service.name}",
        launch_type=service.launch_type or ("EC2" if instance else "FARGATE"),
        started_by=deployment.id,
        tags=service.tags if service.propagate_tags == "SERVICE" else [],
        networking_configuration=_network(service, instance),
        capacity_provider_name=getattr(instance, "capacity_provider_name", None),
    )
    task.definition = deployment.definition
    task.knows = deployment.knows
    task.enable_execute_command = bool(getattr(service, "enable_execute_command", False))
    _address_in_subnet(service, task)
    task.containers = [_container(task, definition, deployment, instance) for definition in _definitions(deployment)]
    task.created_at = task.started_at = task.connectivity_at = utcnow()
    task.connectivity = "CONNECTED"
    task.health_status = "HEALTHY" if asked(deployment.definition) else "UNKNOWN"
    if status != "RUNNING":
        task.last_status, task.health_status, task.started_at = status, "UNKNOWN", None
        for container in task.containers:
            container.last_status, container.health_status = "PENDING", "UNKNOWN"
    task.availability_zone = instance.attributes["ecs.availability-zone"] if instance else None
    backend.tasks.setdefault(service.cluster_name, {})[task.task_arn] = task
    return task


def stop(service: Any, task: Any, reason: str, *, failed: bool = False) -> None:
    """Stop a task; it stays describable, as in AWS, and gives its network interface back."""
    task.last_status = task.desired_status = "STOPPED"
    task.stopped_reason = reason
    started = not reason.startswith("CannotPull")
    task.stop_code = "ServiceSchedulerInitiated"
    if failed:
        task.stop_code = "EssentialContainerExited" if started else "TaskFailedToStart"
    task.stopping_at = task.stopped_at = utcnow()
    for container in task.containers:
        container.last_status = "STOPPED"
        container.health_status = "UNKNOWN"
        # A container that never started has a reason in the place of an exit code.
        container.exitCode = int(failed) if started else None
        container.reason = None if started else reason
    release(task)


def release(task: Any) -> None:
    """Give a stopped task's network interface back."""
    ec2 = ec2_backends[task._account_id][task.region_name]
    for attachment in task.attachments:
        attachment["status"] = "DELETED"
        for detail in attachment["details"]:
            if detail["name"] == "networkInterfaceId" and detail["value"] in ec2.enis:
                interface = ec2.enis[detail["value"]]
                interface.status = "available"
                interface.subnet.del_subnet_ip(interface.private_ip_address)
                ec2.delete_network_interface(detail["value"])


def address(service: Any, task: Any, container_name: str, container_port: int) -> tuple[str, int] | None:
    """Return what a load balancer registers for the task: (instance, host port), or (IP, container port) with awsvpc."""
    for attachment in task.attachments:
        for detail in attachment["details"]:
            if detail["name"] == "privateIPv4Address":
                return detail["value"], container_port
    for container in task.containers:
        for binding in container.network_bindings if container.name == container_name else []:
            if binding["containerPort"] == container_port:
                return task.ec2_instance_id, binding["hostPort"]
    return None


def asked(definition: Any) -> set[str]:
    """Return the names of the containers whose own checks decide on a task's health: of one that is not essential none does."""
    return {c["name"] for c in definition.container_definitions if c.get("healthCheck") and c.get("essential", True)}


def _definitions(deployment: Any) -> list[dict[str, Any]]:
    return deployment.definition.container_definitions


def emptiest(service: Any, instances: list[Any]) -> Any:
    """Return the emptiest zone's emptiest instance, None where there are none, as for Fargate."""
    if not instances:
        return None
    placed = [task.container_instance_arn for deployment in service.deployments for task in deployment.tasks]
    on_instance = Counter(placed)
    in_zone: Counter[str] = Counter()
    for instance in instances:
        in_zone[instance.attributes["ecs.availability-zone"]] += on_instance[instance.container_instance_arn]
    return min(
        instances,
        key=lambda i: (in_zone[i.attributes["ecs.availability-zone"]], on_instance[i.container_instance_arn]),
    )


def _network(service: Any, instance: Any) -> dict[str, Any] | None:
    # A task's interface lies in a subnet of the zone its instance is in; moto takes the first subnet of the list.
    configuration = (service.network_configuration or {}).get("awsvpcConfiguration")
    if not configuration or not instance:
        return service.network_configuration
    zone = instance.attributes["ecs.availability-zone"]
    ec2 = ec2_backends[service._account_id][service.region_name]
    subnets = sorted(configuration["subnets"], key=lambda subnet: ec2.get_subnet(subnet).availability_zone != zone)
    return {"awsvpcConfiguration": {"securityGroups": [], **configuration, "subnets": subnets}}


def _address_in_subnet(service: Any, task: Any) -> None:
    # moto gives a task any private address; a target outside the VPC's range would look like a mistake in the HCL.
    ec2 = ec2_backends[service._account_id][service.region_name]
    for attachment in task.attachments:
        details = {detail["name"]: detail for detail in attachment["details"]}
        interface = ec2.enis[details["networkInterfaceId"]["value"]]
        address = interface.subnet.get_available_subnet_ip(interface)
        interface.private_ip_address = details["privateIPv4Address"]["value"] = address
        interface.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}]


def _container(task: Any, definition: dict[str, Any], deployment: Any, instance: Any) -> Any:
    container = Container(deployment.definition)
    container.name = definition["name"]
    container.image = definition["image"]
    container.image_digest = definition["image"].partition("@")[2] or None
    container.cpu = str(definition.get("cpu", 0))
    container.memory = str(definition["memory"]) if definition.get("memory") else None
    container.task_arn = task.task_arn
    container.last_status = "RUNNING"
    container.health_status = "HEALTHY" if definition.get("healthCheck") else "UNKNOWN"
    container.checked = False
    container.network_bindings = []
    container.network_interfaces = [
        {"attachmentId": attachment["id"], "privateIpv4Address": detail["value"]}
        for attachment in task.attachments for detail in attachment["details"] if detail["name"] == "privateIPv4Address"
    ]
    if instance:
        task.ec2_instance_id = instance.ec2_instance_id
        if deployment.definition.network_mode in ("bridge", "host"):
            container.network_bindings = [_binding(instance, mapping) for mapping in definition.get("portMappings", [])]
    # An exit code belongs to a stopped container alone; moto's class attribute would show 0 for a running one.
    container.exitCode = None
    return container


def _binding(instance: Any, mapping: dict[str, Any]) -> dict[str, Any]:
    port = mapping.get("hostPort")
    if not port:
        port = instance.next_port = getattr(instance, "next_port", FIRST_DYNAMIC_PORT - 1) + 1
    return {
        "bindIP": "0.0.0.0",
        "containerPort": mapping["containerPort"],
        "hostPort": port,
        "protocol": mapping.get("protocol", "tcp"),
    }
