"""The rights that a call needs: its own action on each resource, and those of what it does on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jmespath  # type: ignore[import-untyped]

from . import lookups, reference, resources, tags
from .calls import Call
from .operations import FREE, PASSED, RENAMED, TAGGING, VERSIONED
from .policies import Right
from .reference import REQUEST_TAG, RESOURCE_TAG, Action, ResourceType
from .templates import instances


class UnknownAction(ValueError):
    """A call whose action AWS's table does not have, so that nobody can say what it needs."""


def of(call: Call, account: str) -> list[Right]:
    """Return all rights that the call needs. UnknownAction names a call that is not known."""
    name = f"{call.service}:{call.operation}"
    if name in FREE:
        return []
    if name in TRANSACTIONS:
        return list({(right.action, right.resource): right for part in _parts(call) for right in of(part, account)}.values())
    rights = [right for action in _actions(call) for right in _rights(call, action, account)]
    rights += _tagging(call, account)
    rights += _passing(call, name, account)
    rights += _on_the_way(call, name, account)
    return list({(right.action, right.resource): right for right in rights}.values())


# A transaction has no right of its own: each of its items needs that of the call which does the same alone.
TRANSACTIONS = {"dynamodb:TransactGetItems", "dynamodb:TransactWriteItems"}
TRANSACTED = {"ConditionCheck": "ConditionCheckItem", "Delete": "DeleteItem", "Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem"}


def _parts(call: Call) -> Iterator[Call]:
    for item in call.parameters.get("TransactItems") or []:
        for kind, parameters in item.items():
            yield replace(call, operation=TRANSACTED[kind], parameters=parameters)


def _actions(call: Call) -> list[str]:
    """Return the names of the call's own actions: one, unless objects are deleted with and without a version."""
    action = RENAMED.get(call.service, {}).get(call.operation, call.operation)
    if call.service != "s3" or action not in VERSIONED:
        return [action]
    objects = (call.parameters.get("Delete") or {}).get("Objects") or [call.parameters]
    return sorted({VERSIONED[action] if entry.get("VersionId") else action for entry in objects})


def _rights(call: Call, name: str, account: str) -> Iterator[Right]:
    action = reference.action(call.service, name)
    if action is None:
        raise UnknownAction(f"AWS's table of actions has no {call.service}:{name}")
    for kind, arn in resources.of(call, action, account):
        yield Right(action.full, arn, _context(call, action, kind, arn, account))


def _context(call: Call, action: Action, kind: ResourceType | None, arn: str, account: str) -> dict[str, list[str]]:
    keys = action.keys | (kind.keys if kind else frozenset())
    values: dict[str, Any] = {"aws:requestedregion": call.region}
    if REQUEST_TAG in keys:
        given = tags.given(call, kind.name if kind and call.service == "ec2" else None)
        values |= {f"aws:requesttag/{name.lower()}": value for name, value in given.items()}
        values["aws:tagkeys"] = tags.names(call)
    if RESOURCE_TAG in keys and arn != "*":
        values |= {f"aws:resourcetag/{name.lower()}": value for name, value in tags.held(arn, account).items()}
    for key, expression in KEYS.items():
        if key in keys:
            values[key.lower()] = jmespath.search(expression, call.parameters)
    if "iam:PermissionsBoundary" in keys and not values.get("iam:permissionsboundary"):
        values["iam:permissionsboundary"] = lookups.boundary(call, account)
    if "ecs:cluster" in keys:
        cluster = str(call.parameters.get("cluster") or "default")
        values["ecs:cluster"] = cluster if cluster.startswith("arn:") else f"arn:aws:ecs:{call.region}:{account}:cluster/{cluster}"
    if "dynamodb:LeadingKeys" in keys:
        values["dynamodb:leadingkeys"] = lookups.leading_keys(call, account)
    return {key: _texts(value) for key, value in values.items() if value not in (None, "", [])}


# Condition keys that are a parameter.
KEYS = {
    "application-autoscaling:service-namespace": "ServiceNamespace",
    "iam:AWSServiceName": "AWSServiceName",
    "iam:PermissionsBoundary": "PermissionsBoundary",
    "iam:PolicyARN": "PolicyArn",
    "s3:if-none-match": "IfNoneMatch",
}


def _texts(value: Any) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]


def _tagging(call: Call, account: str) -> Iterator[Right]:
    """Tags that come with what is made. Auto Scaling looks at them with the action that makes the group."""
    own = f"{call.service}:{call.operation}"
    action = TAGGING.get(own) or TAGGING.get(call.service)
    if not action or action == call.operation or not tags.given(call):
        return
    created = {f"{call.service}:createaction": [call.operation]}
    if call.service != "ec2":
        made = reference.action(call.service, call.operation)
        extra = created | {f"aws:requesttag/{name.lower()}": [value] for name, value in tags.given(call).items()}
        for _, arn in resources.of(call, made, account) if made else []:
            yield Right(f"{call.service}:{action}", arn, {"aws:requestedregion": [call.region], **extra})
        return
    for entry in call.parameters["TagSpecifications"]:
        kind = entry["ResourceType"]
        given = {f"aws:requesttag/{name.lower()}": [value] for name, value in tags.given(call, kind).items()}
        yield Right("ec2:CreateTags", f"arn:aws:ec2:{call.region}:{account}:{kind}/*", {"aws:requestedregion": [call.region], **created, **given})


def _passing(call: Call, name: str, account: str) -> Iterator[Right]:
    for expression, service in PASSED.get(name, []):
        value = jmespath.search(expression, call.parameters)
        for role in value if isinstance(value, list) else [value]:
            if role:
                yield Right("iam:PassRole", lookups.role_arn(role, account), {"iam:passedtoservice": [service]})


def _on_the_way(call: Call, name: str, account: str) -> Iterator[Right]:
    region = {"aws:requestedregion": [call.region]}
    if name in ("autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"):
        yield from instances(call, account)
    if name == "ecs:RunTask":  # whose roles the task gets, as far as the call names no others
        for role in lookups.definition_roles(call, account):
            yield Right("iam:PassRole", role, {"iam:passedtoservice": ["ecs-tasks.amazonaws.com"]})
    if name == "ec2:CreateVpcEndpoint" and call.parameters.get("PrivateDnsEnabled"):
        yield Right("route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/*", region)
    if name in ("rds:CreateDBInstance", "rds:ModifyDBInstance") and call.parameters.get("ManageMasterUserPassword"):
        for action in ("secretsmanager:CreateSecret", "secretsmanager:TagResource"):
            yield Right(action, f"arn:aws:secretsmanager:{call.region}:{account}:secret:rds!db-*", region)
