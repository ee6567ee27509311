"""ECS: RunTask of moto starts a task that nothing runs, that ends by being described, and that finds room on every instance.

Here it is placed like a service's task. A real one is run by the gateway, with the command and the environment that the call puts in
the place of the definition's; a simulated one ends after SLIPWAY_ROLLOUT_SECONDS, with exit code 0, or 1 where its definition says
SLIPWAY_SIMULATE=fail. What RunTask answers where no instance has room are its failures, and two refusals of AWS belong to it: an
INACTIVE task definition, and a capacity provider that the cluster does not have.
"""

from __future__ import annotations

from typing import Any

from .. import patching
from ..ecs import rollout, standalone
from .ecs_container_instances import sync


def apply() -> None:
    from moto.core.responses import ActionResult
    from moto.ecs.exceptions import EcsClientException, InvalidParameterException

    def run_task(original: Any, self: Any) -> Any:
        with rollout.LOCK:
            backend = self.ecs_backend
            cluster = backend._get_cluster(self._get_param("cluster", "default"))
            definition = backend.describe_task_definition(self._get_param("taskDefinition"))
            if definition.status != "ACTIVE":
                raise EcsClientException("TaskDefinition is inactive")
            fields = ("startedBy", "launchType", "networkConfiguration", "capacityProviderStrategy", "tags", "propagateTags", "group", "overrides")
            run = standalone.Run(backend, cluster, definition, {field: self._get_param(field) for field in fields})
            _check(run, cluster)
            started, failures = [], []
            for _ in range(self._get_int_param("count", 1)):
                one, why = standalone.start(run, lambda: sync(backend, cluster))
                started += one
                failures += why
            return ActionResult({"tasks": started, "failures": failures})

    def _check(run: standalone.Run, cluster: Any) -> None:
        if run.launch_type and run.capacity_provider_strategy:
            raise InvalidParameterException("Specify either Launch Type or Capacity Provider Strategy, but not both.")
        if run.definition.network_mode == "awsvpc" and not run.network_configuration:
            raise InvalidParameterException("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        for entry in run.capacity_provider_strategy:
            if entry["capacityProvider"] not in (cluster.capacity_providers or []):
                raise InvalidParameterException(f"The specified capacity provider '{entry['capacityProvider']}' was not found.")
        known = {container["name"] for container in run.definition.container_definitions}
        for entry in run.overrides.get("containerOverrides") or []:
            if entry.get("name") not in known:
                raise InvalidParameterException(f"Override for container named {entry.get('name')} is not a container in the TaskDefinition.")

    def looked_at(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        with rollout.LOCK:
            standalone.settle(self)
            return original(self, *args, **kwargs)

    patching.wrap("moto.ecs.responses", "EC2ContainerServiceResponse.run_task", run_task)
    for name in ("describe_tasks", "list_tasks"):
        patching.wrap("moto.ecs.models", f"EC2ContainerServiceBackend.{name}", looked_at)
