"""ECS Service Connect: the names that services have in a namespace, the tasks behind each, and which names a task knows.

A task knows those that were there when its deployment began, and no later ones, as on AWS. What spreads the calls over the tasks is the
gateway's package connect. In Cloud Map, ECS has a service for each name, by which the namespace is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.servicediscovery.models import servicediscovery_backends

DEFAULT_TIMEOUT = 15  # seconds that a call may take, where the service says nothing
MANAGED = [{"Key": "AmazonECSManaged", "Value": "true"}]


def configuration(service: Any) -> dict[str, Any]:
    """Return what a service that takes part says of it, {} for one that does not."""
    given = getattr(service, "service_connect_configuration", None) or {}
    return given if given.get("enabled") and service.status == "ACTIVE" else {}


def check(backend: Any, given: dict[str, Any] | None, definition: Any, own: str) -> None:
    """Refuse what ECS refuses when a service is made or changed, and have the namespace named by its ARN."""
    if not given or not given.get("enabled"):
        return
    namespace = _namespace(backend, given.get("namespace"))
    given["namespace"] = namespace.arn  # which ECS answers where it was given a name
    ports = {
        mapping["name"]: mapping
        for container in definition.container_definitions for mapping in container.get("portMappings", []) if mapping.get("name")
    }
    taken = {
        _discovery(entry): service.name
        for service in backend.services.values() if service.name != own
        for entry in configuration(service).get("services", []) if service.service_connect_configuration["namespace"] == namespace.arn
    }
    for entry in given.get("services", []):
        if entry["portName"] not in ports:
            raise InvalidParameterException(
                f"The portName '{entry['portName']}' of the Service Connect configuration is the name of no port of the task definition."
            )
        if _discovery(entry) in taken:
            raise InvalidParameterException(
                f"The discoveryName '{_discovery(entry)}' is already in use in namespace {namespace.name} "
                f"by service {taken[_discovery(entry)]}."
            )


def publish(service: Any) -> None:
    """Have Cloud Map know the names that a service has, and no more those that it had."""
    backend = servicediscovery_backends[service._account_id][service.region_name]
    given = configuration(service)
    wanted = {(given["namespace"], _discovery(entry)) for entry in given.get("services", [])}
    published: dict[tuple[str, str], str] = getattr(service, "published_names", {})
    for name in published.keys() - wanted:
        backend.delete_service(published[name])
    made = {}
    for arn, name in wanted - published.keys():
        namespace = next(n for n in backend.namespaces.values() if n.arn == arn)
        made[arn, name] = backend.create_service(name, namespace.id, "", "", {}, {}, {}, MANAGED, "HTTP").id
    service.published_names = {name: id for name, id in published.items() if name in wanted} | made


def known(service: Any) -> list[dict[str, Any]]:
    """Return the names that the tasks of a deployment know that begins now."""
    namespace = configuration(service).get("namespace")
    return [
        {"namespace": namespace, "name": alias.get("dnsName") or _discovery(entry), "port": alias["port"]}
        for other in service._backend.services.values() if configuration(other).get("namespace") == namespace and namespace
        for entry in configuration(other).get("services", []) for alias in entry.get("clientAliases", [])
    ]


def endpoints(backends: list[Any]) -> list[dict[str, Any]]:
    """List each name with the addresses of its running tasks, but those whose own health check fails."""
    return [
        {
            "namespace": configuration(service)["namespace"], "name": alias.get("dnsName") or _discovery(entry), "port": alias["port"],
            "targets": sorted(_targets(service, entry)),
            "timeout": (entry.get("timeout") or {}).get("perRequestTimeoutSeconds", DEFAULT_TIMEOUT),
        }
        for backend in backends for service in list(backend.services.values())
        for entry in configuration(service).get("services", []) for alias in entry.get("clientAliases", [])
    ]


def _targets(service: Any, entry: dict[str, Any]) -> Iterator[str]:
    for deployment in service.deployments:
        for task in deployment.tasks:
            if task.last_status != "RUNNING" or task.desired_status != "RUNNING" or task.health_status == "UNHEALTHY":
                continue
            ports = [
                mapping["containerPort"] for container in task.definition.container_definitions
                for mapping in container.get("portMappings", []) if mapping.get("name") == entry["portName"]
            ]
            addresses = [d["value"] for a in task.attachments for d in a["details"] if d["name"] == "privateIPv4Address"]
            yield from (f"{address}:{port}" for address in addresses for port in ports)


def _discovery(entry: dict[str, Any]) -> str:
    return str(entry.get("discoveryName") or entry["portName"])


def _namespace(backend: Any, named: str | None) -> Any:
    """Find a namespace by its ARN or its name."""
    known = servicediscovery_backends[backend.account_id][backend.region_name].namespaces.values()
    found = next((n for n in known if named and named in (n.arn, n.name)), None)
    if not found:
        raise ECSException("NamespaceNotFoundException", f"The specified namespace {named!r} was not found.")
    return found
