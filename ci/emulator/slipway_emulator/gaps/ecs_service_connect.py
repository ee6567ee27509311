"""ECS Service Connect: moto keeps no such configuration and refuses none, and a namespace of Cloud Map goes although it is in use.

Here ECS refuses what it can't serve: a namespace that is not there, a port name that the task definition does not have, a name that
another service has. Cloud Map refuses a namespace whose name is taken, and to delete one that a service is in. ecs/connect.py has the rest.
"""

from __future__ import annotations

from typing import Any

from .. import patching
from ..ecs import connect, rollout


def apply() -> None:
    from moto.core.exceptions import JsonRESTError

    def create_service(original: Any, self: Any) -> Any:
        with rollout.LOCK:
            given = self._get_param("serviceConnectConfiguration")
            if given and given.get("enabled"):
                definition = self.ecs_backend.describe_task_definition(self._get_param("taskDefinition"))
                connect.check(self.ecs_backend, given, definition, self._get_param("serviceName"))
            answer = original(self)
            connect.publish(answer.result["service"])
            return answer

    def update_service(original: Any, self: Any) -> Any:
        with rollout.LOCK:
            name = self._get_param("service").split("/")[-1]
            before = self.ecs_backend._get_service(self._get_param("cluster", "default"), name)
            given = self._get_param("serviceConnectConfiguration") or connect.configuration(before)
            definition = self._get_param("taskDefinition") or before.task_definition
            if given and definition:
                connect.check(self.ecs_backend, given, self.ecs_backend.describe_task_definition(definition), name)
            answer = original(self)
            connect.publish(answer.result["service"])
            return answer

    def delete_service(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        with rollout.LOCK:
            service = original(self, *args, **kwargs)
            connect.publish(service)
            return service

    def create_http_namespace(original: Any, self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if any(n.name == name and n.type == "HTTP" for n in self.namespaces.values()):
            raise JsonRESTError("NamespaceAlreadyExists", f"Namespace with name {name} already exists.")
        return original(self, name, *args, **kwargs)

    def delete_namespace(original: Any, self: Any, namespace_id: str) -> Any:
        inside = sorted(s.name for s in self.services.values() if s.namespace_id == namespace_id)
        if inside:
            raise JsonRESTError("ResourceInUse", f"Namespace has associated services and can't be deleted: {', '.join(inside)}")
        return original(self, namespace_id)

    ecs, cloud_map = "moto.ecs.responses", "moto.servicediscovery.models"
    patching.wrap(ecs, "EC2ContainerServiceResponse.create_service", create_service)
    patching.wrap(ecs, "EC2ContainerServiceResponse.update_service", update_service)
    patching.wrap("moto.ecs.models", "EC2ContainerServiceBackend.delete_service", delete_service)
    patching.wrap(cloud_map, "ServiceDiscoveryBackend.create_http_namespace", create_http_namespace)
    patching.wrap(cloud_map, "ServiceDiscoveryBackend.delete_namespace", delete_namespace)
