"""What Auto Scaling asks of who gives a group a launch template: the rights to start such instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jmespath  # type: ignore[import-untyped]
from moto.ec2.models import ec2_backends

from . import lookups
from .calls import Call
from .policies import Right

SPECIFIED = "LaunchTemplate || MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification"


def instances(call: Call, account: str) -> Iterator[Right]:
    """Yield ec2:RunInstances on each kind of resource that an instance has, and iam:PassRole for the role of its profile."""
    said = jmespath.search(SPECIFIED, call.parameters)
    if not said:
        return
    backend = ec2_backends[account][call.region]
    identifier = str(said.get("LaunchTemplateId") or backend.launch_template_name_to_ids.get(said.get("LaunchTemplateName")))
    template = backend.launch_templates.get(identifier)
    data: dict[str, Any] = template.get_version(template.latest_version_number).data if template else {}
    here = f"arn:aws:ec2:{call.region}:{account}"
    arns = [f"{here}:{kind}/*" for kind in ("instance", "network-interface", "volume")]
    arns += [f"{here}:launch-template/{identifier}", f"arn:aws:ec2:{call.region}::image/{data.get('ImageId', '*')}"]
    arns += [f"{here}:subnet/{subnet}" for subnet in str(call.parameters.get("VPCZoneIdentifier") or "*").split(",")]
    arns += [f"{here}:security-group/{group}" for group in _groups(data)]
    from_template = {"aws:requestedregion": [call.region], "ec2:launchtemplate": [f"{here}:launch-template/{identifier}"]}
    for arn in arns:
        yield Right("ec2:RunInstances", arn, from_template)
    for entry in data.get("TagSpecifications") or []:
        given = {f"aws:requesttag/{tag['Key'].lower()}": [tag["Value"]] for tag in entry.get("Tags") or []}
        yield Right("ec2:CreateTags", f"{here}:{entry['ResourceType']}/*", {**from_template, "ec2:createaction": ["RunInstances"], **given})
    profile = data.get("IamInstanceProfile") or {}
    for role in lookups.profile_roles(profile.get("Arn") or profile.get("Name"), account):
        yield Right("iam:PassRole", role, {"iam:passedtoservice": ["ec2.amazonaws.com"]})


def _groups(data: dict[str, Any]) -> list[str]:
    inner = [group for interface in data.get("NetworkInterfaces") or [] for group in interface.get("Groups") or []]
    return [*(data.get("SecurityGroupIds") or []), *inner]
