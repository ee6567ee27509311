"""Tags: those that a call gives, and those that a resource has, as moto holds them."""

from __future__ import annotations

from typing import Any

from moto.backends import get_backend
from moto.core.resource_tagging import TaggableResourcesMixin

from .calls import Call

# Where a call has its tags, by the names of all services, and those of EC2, which has them for each kind of what it makes.
PARAMETERS = ["Tags", "tags", "TagList", "Tag"]

# Services whose tags stand beside their resources: moto's list of what has tags lacks them, or some, such as listeners and their rules.
TAGGERS = {"elasticloadbalancing": ("elbv2", "tagging_service"), "events": ("events", "tagger"), "servicediscovery": ("servicediscovery", "tagger")}


def given(call: Call, kind: str | None = None) -> dict[str, str]:
    """Return the tags that the call gives: of EC2, those for the kind of resource."""
    specifications = call.parameters.get("TagSpecifications") or []
    for entry in specifications:
        if isinstance(entry, dict) and kind in (None, entry.get("ResourceType")):
            return _pairs(entry.get("Tags"))
    for name in PARAMETERS:
        if call.parameters.get(name):
            return _pairs(call.parameters[name])
    tagging = call.parameters.get("Tagging")  # S3's
    return _pairs(tagging.get("TagSet")) if isinstance(tagging, dict) else {}


def names(call: Call) -> list[str]:
    """Return the names of the tags that a call gives or takes away."""
    for name in ("TagKeys", "tagKeys"):
        if call.parameters.get(name):
            return [str(key) for key in call.parameters[name]]
    return sorted(given(call))


def _pairs(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(key): str(text) for key, text in value.items()}
    pairs = {}
    for entry in value or []:
        lower = {key.lower(): text for key, text in entry.items()}
        key = lower.get("key") or lower.get("tagkey")
        if key:
            pairs[str(key)] = str(lower.get("value") or lower.get("tagvalue") or "")
    return pairs


def held(arn: str, account: str) -> dict[str, str]:
    """Return the tags of a resource that exists; none are those of one that does not."""
    _, _, service, region, _, rest = arn.split(":", 5)
    if service == "ec2":
        return dict(get_backend("ec2")[account][region].tags.get(rest.partition("/")[2], {}))
    if service in TAGGERS:
        name, attribute = TAGGERS[service]
        tagger = getattr(get_backend(name)[account][region], attribute)  # type: ignore[call-overload]
        return dict(tagger.get_tag_dict_for_resource(arn))
    if service in ("iam", "s3"):
        return {}  # no policy asks for those of a role, and S3 looks at no tag of a bucket unless that is switched on for it
    try:
        backend = get_backend(service.replace("-", ""))[account][region or "aws"]  # type: ignore[call-overload]
    except (KeyError, ImportError, ValueError):  # a service that moto does not have, or a dashboard: it has no region, and no tags
        return {}
    if not isinstance(backend, TaggableResourcesMixin):
        return {}
    return next((resource.tags for resource in backend.iter_tagged_resources() if resource.arn == arn), {})
