"""ECS clusters: a deleted cluster is inactive and can still be described, but ListClusters does not name it; moto's does."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def list_clusters(original: Any, self: Any) -> list[str]:
        inactive = {cluster.arn for cluster in self.clusters.values() if cluster.status == "INACTIVE"}
        return [arn for arn in original(self) if arn not in inactive]

    patching.wrap("moto.ecs.models", "EC2ContainerServiceBackend.list_clusters", list_clusters)
