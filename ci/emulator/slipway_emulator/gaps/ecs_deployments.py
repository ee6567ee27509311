"""ECS services: in moto nothing is ever deployed. runningCount stays 0, the one deployment keeps its id and never completes, no
target is registered, and there is no circuit breaker, so a steady state never comes.

Here a service has deployments as in AWS (see ecs/rollout.py): a change that AWS deploys begins a new PRIMARY one with its own id,
which completes after SLIPWAY_ROLLOUT_SECONDS with running = desired and its tasks registered and healthy, or fails by request
(ecs/simulate.py) and is rolled back by the circuit breaker. All of it is simulated: no container runs and nothing is probed, unless
the gateway runs the tasks (ecs/mode.py); then what they do decides (ecs/scheduler.py).

Two refusals of AWS belong to it: a service of the same name cannot be created twice, and an INACTIVE task definition
cannot be deployed, which a rollback to a deregistered revision would otherwise meet in production only.
"""

from __future__ import annotations

import copy
from typing import Any

from .. import patching
from ..ecs import deployment, mode, rollout, scheduler, standalone, tasks

# What AWS deploys anew when it changes (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html).
DEPLOYED = [
    "task_definition",
    "network_configuration",
    "load_balancers",
    "service_registries",
    "platform_version",
    "capacity_provider_strategy",
    "service_connect_configuration",
    "volume_configurations",
    "enable_ecs_managed_tags",
    "propagate_tags",
]


def apply() -> None:
    from moto.ecs.exceptions import EcsClientException, InvalidParameterException

    def usable(backend: Any, name: str) -> Any:
        definition = backend.describe_task_definition(name)
        if definition.status != "ACTIVE":
            raise EcsClientException("TaskDefinition is inactive")
        return definition

    def create_service(original: Any, self: Any) -> Any:
        with rollout.LOCK:
            backend = self.ecs_backend
            cluster = backend._get_cluster(self._get_param("cluster", "default"))
            existing = backend.services.get(f"{cluster.name}:{self._get_param('serviceName')}")
            if existing and existing.status == "ACTIVE":
                raise InvalidParameterException("Creation of service was not idempotent.")
            if self._get_param("taskDefinition"):
                usable(backend, self._get_param("taskDefinition"))
            service = original(self).result["service"]
            service.deployments, service.history, service.events = [], [], []
            # The scheduler DAEMON and the controllers CODE_DEPLOY and EXTERNAL are left as moto has them.
            if service.deployment_controller["type"] == "ECS" and service.task_definition:
                deployment.begin(service, backend.describe_task_definition(service.task_definition))
            return _answer(service)

    def update_service(original: Any, self: Any) -> Any:
        with rollout.LOCK:
            backend = self.ecs_backend
            name = self._get_param("service").split("/")[-1]
            service = backend._get_service(self._get_param("cluster", "default"), name)
            if not getattr(service, "history", None):
                return original(self)
            if self._get_param("taskDefinition"):
                usable(backend, self._get_param("taskDefinition"))
            before = {field: copy.deepcopy(getattr(service, field, None)) for field in DEPLOYED}
            force = bool(self.params.pop("forceNewDeployment", False))
            original(self)
            definition = backend.describe_task_definition(service.task_definition)
            service.task_definition = definition.arn
            if getattr(service, "capacity_provider_strategy", None):
                service.launch_type = None
            if force or any(getattr(service, field, None) != before[field] for field in DEPLOYED):
                deployment.begin(service, definition)
            elif service.deployments[0].rollout_state == "IN_PROGRESS":
                service.deployments[0].desired_count = service.desired_count
            rollout.settle(service)
            return _answer(service)

    def delete_service(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        with rollout.LOCK:
            service = original(self, *args, **kwargs)
            if getattr(service, "history", None):
                rollout.close(service)
            return service

    def stop_task(original: Any, self: Any, cluster: str, name: str, reason: str) -> Any:
        with rollout.LOCK:
            running = self.tasks.get(cluster.split("/")[-1], {}).values()
            task = next((t for t in running if isinstance(t, tasks.ServiceTask) and t.task_arn.endswith(name)), None)
            if task and not task.group.startswith("service:"):
                standalone.stop(task, reason)
                return task
            if not task or not mode.real():
                return original(self, cluster, name, reason)
            service = self.services[f"{task.cluster_name}:{task.group.removeprefix('service:')}"]
            scheduler.leave(service, task, reason, "UserInitiated")
            rollout.settle(service)
            return task

    def looked_at(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        with rollout.LOCK:
            for service in list(self.services.values()):
                if getattr(service, "history", None):
                    rollout.settle(service)
            return original(self, *args, **kwargs)

    def targets_looked_at(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        from moto.ecs.models import ecs_backends

        backend = ecs_backends[self.account_id][self.region_name]
        looked_at(lambda _backend: None, backend)
        return original(self, *args, **kwargs)

    def list_services(original: Any, self: Any, *args: Any, **kwargs: Any) -> list[str]:
        # AWS lists no INACTIVE service; moto does.
        inactive = {service.arn for service in self.services.values() if service.status == "INACTIVE"}
        return [arn for arn in original(self, *args, **kwargs) if arn not in inactive]

    def list_tasks(
        original: Any, self: Any, cluster: Any = None, instance: Any = None, family: Any = None,
        started_by: Any = None, service_name: Any = None, desired_status: Any = None,
    ) -> list[Any]:
        # moto ignores the service and lists stopped tasks too, which AWS does only when asked for.
        found = original(self, cluster, instance, family, started_by, service_name, desired_status or "RUNNING")
        return [task for task in found if not service_name or task.group == f"service:{service_name.split('/')[-1]}"]

    responses, models = "moto.ecs.responses", "moto.ecs.models"
    patching.wrap(responses, "EC2ContainerServiceResponse.create_service", create_service)
    patching.wrap(responses, "EC2ContainerServiceResponse.update_service", update_service)
    patching.wrap(models, "EC2ContainerServiceBackend.delete_service", delete_service)
    patching.wrap(models, "EC2ContainerServiceBackend.stop_task", stop_task)
    patching.wrap(models, "EC2ContainerServiceBackend.list_services", list_services)
    patching.wrap(models, "EC2ContainerServiceBackend.list_tasks", list_tasks)
    for name in ("describe_services", "list_tasks", "describe_tasks", "describe_clusters", "list_container_instances"):
        patching.wrap(models, f"EC2ContainerServiceBackend.{name}", looked_at)
    patching.wrap("moto.elbv2.models", "ELBv2Backend.describe_target_health", targets_looked_at)


def _answer(service: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult({"service": service})


