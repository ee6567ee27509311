"""ECS capacity providers: without names DescribeCapacityProviders lists them all; moto answers 500."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def describe_capacity_providers(original: Any, self: Any, names: Any) -> Any:
        return original(self, names if names is not None else [p.name for p in self.capacity_providers.values()])

    patching.wrap("moto.ecs.models", "EC2ContainerServiceBackend.describe_capacity_providers", describe_capacity_providers)
