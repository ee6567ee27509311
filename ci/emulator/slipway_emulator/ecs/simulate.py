"""What makes a simulated deployment fail: a test's switch, or, on request, an image that ECR does not hold.

The switch is in the task definition, a container's environment variable or docker label SLIPWAY_SIMULATE=fail, or the next
deployment of a service is condemned beforehand through the emulator (POST /_slipway/fail-next/<service>).

With SLIPWAY_CHECK_IMAGES=true in the emulator's environment, a container whose image names this account's ECR must have been pushed,
as in AWS. It is off by default because infrastructure is often rehearsed before any image exists.
"""

from __future__ import annotations

import os
import re
from typing import Any

SWITCH = "SLIPWAY_SIMULATE"
EXITED = "Essential container in task exited"
ECR_IMAGE = re.compile(r"^\d+\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?(?:@(?P<digest>.+))?$")
_condemned: set[str] = set()


def condemn(service_name: str) -> None:
    """Make the next deployment of the service fail, whatever its task definition says."""
    _condemned.add(service_name)


def failure(service: Any, definition: Any) -> str | None:
    """Say why the tasks of a deployment that begins now will stop, or None; a condemnation is used up by the asking."""
    if service.name in _condemned:
        _condemned.discard(service.name)
        return EXITED
    for container in definition.container_definitions:
        if says_fail(container):
            return EXITED
        if os.environ.get("SLIPWAY_CHECK_IMAGES", "").lower() == "true":
            reason = _missing_image(service, container["image"])
            if reason:
                return reason
    return None


def says_fail(container: dict[str, Any]) -> bool:
    """Tell whether a container is to fail."""
    variables = {entry.get("name"): entry.get("value") for entry in container.get("environment") or []}
    return "fail" in (variables.get(SWITCH), (container.get("dockerLabels") or {}).get(SWITCH))


def _missing_image(service: Any, image: str) -> str | None:
    from moto.ecr.models import ecr_backends

    named = ECR_IMAGE.match(image)
    if not named:
        return None
    repository = ecr_backends[service._account_id][service.region_name].repositories.get(named["repository"])
    tag, digest = named["tag"] or "latest", named["digest"]
    for known in repository.images if repository else []:
        if known.image_digest == digest if digest else tag in known.image_tags:
            return None
    return f"CannotPullContainerError: failed to resolve ref {image}: not found"
