"""What a runner of real tasks asks for and reports, as ECS's agent on an instance does. The gateway's package tasks is one.

GET  /_slipway/agent/tasks               which tasks there are, and which of them are to end
GET  /_slipway/agent/task?arn=ARN        all that is needed to start one; its secrets are in it
POST /_slipway/agent/task                what became of one
GET  /_slipway/agent/credentials?role=R  keys of a task role
GET  /_slipway/agent/connect             the names of Service Connect, and the tasks behind each
POST /_slipway/agent/logs                lines of a container
POST /_slipway/agent/session             what a session of ECS Exec runs, for whoever has its token (exec.py)
"""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.ec2 import ec2_backends
from moto.ecs.models import ecs_backends

from . import connect, env_files, rollout, startup, tasks

# What a runner may report, and the order in which a task goes through it.
REPORTED = ["PENDING", "RUNNING", "STOPPED"]


class Unknown(LookupError):
    """A task that ECS does not have, or has no more."""


def listed() -> dict[str, Any]:
    """Settle every service, then list the tasks that a runner has to do with."""
    with rollout.LOCK:
        found = []
        for backend in _backends():
            for service in list(backend.services.values()):
                if getattr(service, "history", None):
                    rollout.settle(service)
            for task in _real(backend):
                ends = task.desired_status == "STOPPED" and task.signal_at <= utcnow()
                if ends:
                    task.last_status = "STOPPING"
                found.append({"arn": task.task_arn, "desired": "STOPPED" if ends else "RUNNING"})
        return {"tasks": found}


def detail(arn: str) -> dict[str, Any]:
    """Describe one task as far as its runner needs it. What keeps it from starting is told as "refused", in ECS's words."""
    with rollout.LOCK:
        backend, task = _find(arn)
        definition = task.definition
        answer = {
            "arn": arn, "id": task.id, "cluster": task.cluster_name, "region": task.region_name, "account": task._account_id,
            "group": task.group, "family": definition.family, "revision": str(definition.revision),
            "definition": definition.arn, "networkMode": definition.network_mode, "network": _network(task),
            "launchType": task.launch_type, "zone": task.availability_zone, "createdAt": task.created_at.isoformat() + "Z",
            "taskRole": getattr(definition, "task_role_arn", ""), "memory": int(definition.memory or 0), "cpu": int(definition.cpu or 0),
            "containers": definition.container_definitions, "connect": list(task.knows),
            "volumes": definition.volumes,
        }
    try:
        startup.logs(task)
        answer["secrets"] = startup.secrets(task)
        answer["files"] = env_files.read(task)
    except startup.Refused as err:
        answer["refused"] = {"reason": str(err), "container": err.container}
    return answer


def report(body: dict[str, Any]) -> None:
    """Take over what the runner says of a task, and settle what follows from it."""
    with rollout.LOCK:
        backend, task = _find(str(body.get("arn")))
        status = body.get("status")
        if status not in REPORTED:
            raise ValueError(f"status {status!r} is none of {', '.join(REPORTED)}")
        known = {container.name: container for container in task.containers}
        for told in body.get("containers", []):
            _container(known[told["name"]], told)
        if status == "STOPPED":
            _stopped(task, body)
        elif task.desired_status == "RUNNING":
            task.last_status = status
            if status == "RUNNING" and not task.started_at:
                task.started_at = utcnow()
            task.health_status = _health(task)
        for service in list(backend.services.values()):
            if task.group == f"service:{service.name}" and getattr(service, "history", None):
                rollout.settle(service)


def connected() -> dict[str, Any]:
    """List the names of Service Connect."""
    with rollout.LOCK:
        return {"endpoints": connect.endpoints(_backends())}


def logs(body: dict[str, Any]) -> None:
    """Put lines of a task's container into its log."""
    _, task = _find(str(body.get("arn")))
    startup.write_logs(task, body)


def _stopped(task: Any, body: dict[str, Any]) -> None:
    # What the scheduler gave as the reason stays.
    if task.desired_status != "STOPPED":
        task.stop_code, task.stopped_reason = body.get("stopCode"), body.get("reason")
        task.stopping_at = utcnow()
    task.last_status = task.desired_status = "STOPPED"
    task.health_status = "UNKNOWN"
    task.stopped_at = task.execution_stopped_at = utcnow()
    tasks.release(task)


def _container(container: Any, told: dict[str, Any]) -> None:
    container.last_status = told.get("status", container.last_status)
    container.runtime_id = told.get("runtimeId") or getattr(container, "runtime_id", None)
    container.image_digest = told.get("digest") or container.image_digest
    container.exitCode = told.get("exitCode")
    container.reason = told.get("reason")
    container.health_status = told.get("health") or "UNKNOWN"
    container.checked = bool(told.get("health"))


def _health(task: Any) -> str:
    """Return the health of a task, which is that of its essential containers: the worst one, by those that say how they are asked."""
    asked = tasks.asked(task.definition)
    told = [container.health_status for container in task.containers if container.name in asked and container.checked]
    return min(told, key=["UNHEALTHY", "UNKNOWN", "HEALTHY"].index, default="UNKNOWN")


def _network(task: Any) -> dict[str, Any] | None:
    for attachment in task.attachments:
        details = {detail["name"]: detail["value"] for detail in attachment["details"]}
        ec2 = ec2_backends[task._account_id][task.region_name]
        subnet = ec2.get_subnet(details["subnetId"])
        vpc = ec2.vpcs[subnet.vpc_id]
        return {"vpc": vpc.id, "range": vpc.cidr_block, "subnet": subnet.cidr_block, "address": details["privateIPv4Address"]}
    return None


def _backends() -> list[Any]:
    return [backend for _, regions in list(ecs_backends.items()) for _, backend in list(regions.items())]


def _real(backend: Any) -> list[Any]:
    return [
        task for running in list(backend.tasks.values()) for task in list(running.values())
        if isinstance(task, tasks.ServiceTask) and task.last_status != "STOPPED"
    ]


def _find(arn: str) -> tuple[Any, Any]:
    for backend in _backends():
        for running in backend.tasks.values():
            if arn in running:
                return backend, running[arn]
    raise Unknown(f"there is no task {arn}: stop its containers")
