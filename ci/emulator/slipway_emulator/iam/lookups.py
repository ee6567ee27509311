"""What a name or an id in a call stands for, where the ARN says more than the call: asked of what the emulator holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.core.exceptions import ServiceException
from moto.dynamodb.models import dynamodb_backends
from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends

from .calls import Call

# What an id of EC2 begins with → the kind of resource.
KINDS = {
    "ami": "image", "eipalloc": "elastic-ip", "eni": "network-interface", "fl": "vpc-flow-log", "i": "instance", "igw": "internet-gateway",
    "lt": "launch-template", "nat": "natgateway", "rtb": "route-table", "sg": "security-group", "sgr": "security-group-rule",
    "snap": "snapshot", "subnet": "subnet", "vol": "volume", "vpc": "vpc", "vpce": "vpc-endpoint", "pl": "prefix-list", "acl": "network-acl",
}


def ec2_kind(identifier: str) -> str | None:
    return KINDS.get(identifier.rpartition("-")[0])


def ec2_ids(call: Call, account: str) -> Iterator[str]:
    """Yield the ids in a call's parameters, but not those in rules and the like; an association stands for what it ties together."""
    backend = ec2_backends[account][call.region]
    for value in call.parameters.values():
        for identifier in value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]:
            if not isinstance(identifier, str):
                continue
            if identifier.startswith("rtbassoc-"):
                yield from (table.id for table in backend.route_tables.values() if identifier in table.all_associations_ids)
            elif identifier.startswith("eipassoc-"):
                for address in backend.addresses:
                    if address.association_id == identifier:
                        yield from filter(None, [address.allocation_id, address.eni.id if address.eni else None])
            elif ec2_kind(identifier):
                yield identifier
    name = str(call.parameters.get("LaunchTemplateName"))
    template = backend.launch_template_name_to_ids.get(name)
    if template and call.operation != "CreateLaunchTemplate":
        yield template


def full_name(call: Call, kind: str, variable: str, value: str, account: str) -> str:
    """Return what stands in an ARN for the value of a parameter."""
    name = value.rsplit("/", 1)[-1] if value.startswith(("arn:", "http")) else value
    match call.service, kind:
        case "iam", _:
            return _with_path(call, kind, value, account)
        case "kms", "key":
            backend = kms_backends[account][call.region]
            return str(backend.get_key_id(backend.get_key_id_from_alias(value) or value)) if value.startswith("alias/") else name
        case "kms", "alias":
            return value.removeprefix("alias/")
        case "secretsmanager", _:
            held = secretsmanager_backends[account][call.region].secrets.get(value)
            return str(held.arn.rpartition(":secret:")[2]) if held else value
        case "ecs", "task-definition":
            return name.partition(":")[0] if variable == "TaskDefinitionFamilyName" else name
        case "ssm" | "logs" | "s3", _:
            return value.removeprefix("/") if call.service == "ssm" else value
    return name


def _with_path(call: Call, kind: str, value: str, account: str) -> str:
    backend = iam_backends[account]["aws"]
    held: dict[str, list[Any]] = {"role": list(backend.roles.values()), "instance-profile": list(backend.instance_profiles.values())}
    if kind == "oidc-provider":
        return value.removeprefix("https://")
    path = call.parameters.get("Path") or next((entry.path for entry in held.get(kind, []) if entry.name == value), "/")
    return str(path).removeprefix("/") + value


def adjusted(service: str, kind: str, arn: str) -> str:
    """Return the ARN as AWS has it where its own table does not: parameters that AWS publishes belong to no account."""
    if service == "ssm" and ":parameter/aws/service/" in arn:
        head, _, tail = arn.partition(":parameter/")
        return f"{head.rsplit(':', 1)[0]}::parameter/{tail}"
    return arn


def role_arn(role: str, account: str) -> str:
    """Return the ARN of a role that is named by its ARN or its name."""
    if role.startswith("arn:"):
        return role
    held = next((entry for entry in iam_backends[account]["aws"].roles.values() if entry.name == role), None)
    return held.arn if held else f"arn:aws:iam::{account}:role/{role}"


def profile_roles(profile: str | None, account: str) -> list[str]:
    """Return the ARNs of the roles of an instance profile."""
    profiles = iam_backends[account]["aws"].instance_profiles.values()
    return [role.arn for entry in profiles if profile in (entry.arn, entry.name) for role in entry.roles]


def definition_roles(call: Call, account: str) -> list[str]:
    """Return the ARNs of the roles of the task definition that a call names."""
    try:
        definition = ecs_backends[account][call.region].describe_task_definition(str(call.parameters.get("taskDefinition")))
    except ServiceException:
        return []  # the call itself says that there is none
    roles = (getattr(definition, name, None) for name in ("task_role_arn", "execution_role_arn"))
    return [role_arn(role, account) for role in roles if role]


def boundary(call: Call, account: str) -> str | None:
    """Return the boundary that the role of the call has."""
    name = call.parameters.get("RoleName")
    roles = iam_backends[account]["aws"].roles.values()
    return next((role.permissions_boundary_arn for role in roles if role.name == name), None)


def leading_keys(call: Call, account: str) -> list[str]:
    """Return the partition keys of the items that a call of DynamoDB is about."""
    table = dynamodb_backends[account][call.region].tables.get(str(call.parameters.get("TableName")).rpartition("/")[2])
    items = [call.parameters.get("Key"), call.parameters.get("Item")]
    return [str(value) for item in items if item and table for value in (item.get(table.hash_key_attr) or {}).values()]
