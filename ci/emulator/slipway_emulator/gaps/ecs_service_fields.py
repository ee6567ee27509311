"""ECS services: moto's CreateService drops most of what it is given, and answers an empty networkConfiguration in bridge mode.

Dropped settings make Terraform replace the service on every plan; the empty object makes the provider panic. Both are as in AWS
here: settings are kept, with AWS's defaults where nothing was given, and networkConfiguration is left out unless the mode is awsvpc.
"""

from __future__ import annotations

from typing import Any

from .. import patching

FIELDS = [
    "capacityProviderStrategy",
    "placementConstraints",
    "placementStrategy",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "healthCheckGracePeriodSeconds",
    "availabilityZoneRebalancing",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
]


def deployment_configuration(given: dict[str, Any] | None) -> dict[str, Any]:
    """Complete what the caller gave with what AWS fills in."""
    given = given or {}
    return {
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        **given,
        "deploymentCircuitBreaker": {"enable": False, "rollback": False, **(given.get("deploymentCircuitBreaker") or {})},
    }


def apply() -> None:
    from moto.core.utils import camelcase_to_underscores

    def create_service(original: Any, self: Any) -> Any:
        answer = original(self)
        service = answer.result["service"]
        for field in FIELDS:
            value = self._get_param(field)
            if value is not None:
                setattr(service, camelcase_to_underscores(field), value)
        strategy = self._get_param("capacityProviderStrategy")
        if not strategy and not self._get_param("launchType"):
            # As in AWS, a service that names neither follows its cluster's default strategy.
            strategy = self.ecs_backend._get_cluster(service.cluster_arn).default_capacity_provider_strategy
        if strategy:
            service.capacity_provider_strategy = strategy
            service.launch_type = None
        if getattr(service, "availability_zone_rebalancing", None) is None:
            service.availability_zone_rebalancing = "DISABLED"
        service.enable_execute_command = bool(self._get_param("enableExecuteCommand"))
        service.enable_ecs_managed_tags = bool(self._get_param("enableECSManagedTags"))
        service.deployment_configuration = deployment_configuration(self._get_param("deploymentConfiguration"))
        service.network_configuration = service.network_configuration or None
        return answer

    def update_service(original: Any, self: Any) -> Any:
        # AWS changes what is given and leaves the rest of the configuration; moto puts the given part in its place.
        backend = self.ecs_backend
        before = backend._get_service(self._get_param("cluster", "default"), self._get_param("service").split("/")[-1])
        kept = getattr(before, "deployment_configuration", None) or {}
        answer = original(self)
        service = answer.result["service"]
        service.deployment_configuration = deployment_configuration({**kept, **(service.deployment_configuration or {})})
        service.network_configuration = service.network_configuration or None
        return answer

    patching.wrap("moto.ecs.responses", "EC2ContainerServiceResponse.create_service", create_service)
    patching.wrap("moto.ecs.responses", "EC2ContainerServiceResponse.update_service", update_service)
