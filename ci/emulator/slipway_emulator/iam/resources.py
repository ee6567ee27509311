"""The ARNs that a call is about, by its parameters.

A parameter that is an ARN says it itself, and an id of EC2 says its kind by what it begins with. What is left are names: NAMED has, for
each kind of resource, the parameters (as JMESPath) that fill the variables of its ARN in AWS's table. A variable that no parameter says
is "*": AWS gives the ids of what is made, and a list is of everything.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import jmespath  # type: ignore[import-untyped]

from . import lookups
from .calls import Call
from .reference import REQUEST_TAG, Action, ResourceType

VARIABLE = re.compile(r"\$\{([^}]+)\}")
CLUSTER = "cluster || clusterName || 'default'"

# IAM's prefix → kind → variable → parameters.
NAMED: dict[str, dict[str, dict[str, str]]] = {
    "application-autoscaling": {"scalabletarget": {"ResourceId": "'*'"}},  # a number that AWS gives
    "autoscaling": {
        "autoscalinggroup": {"GroupFriendlyName": "AutoScalingGroupName || AutoScalingGroupNames || Tags[?ResourceId].ResourceId"},
    },
    "cloudwatch": {
        "alarm": {"AlarmName": "AlarmName || AlarmNames"},
        "dashboard": {"DashboardName": "DashboardName || DashboardNames"},
    },
    "dynamodb": {"table": {"TableName": "TableName || keys(RequestItems || `{}`)"}},
    "ecr": {"repository": {"RepositoryName": "repositoryName || repositoryNames"}},
    "ecs": {
        "capacity-provider": {"CapacityProviderName": "name || capacityProvider || capacityProviders"},
        "cluster": {"ClusterName": f"clusters || {CLUSTER}"},
        "container-instance": {"ClusterName": CLUSTER, "ContainerInstanceId": "containerInstance || containerInstances"},
        "service": {"ClusterName": CLUSTER, "ServiceName": "serviceName || service || services"},
        "task": {"ClusterName": CLUSTER, "TaskId": "task || tasks"},
        "task-definition": {"TaskDefinitionFamilyName": "family || taskDefinition"},
    },
    "elasticloadbalancing": {
        "loadbalancer/app/": {"LoadBalancerName": "Name"},
        "targetgroup": {"TargetGroupName": "Name"},
    },
    "events": {"rule-on-default-event-bus": {"RuleName": "Name || Rule"}},
    "iam": {
        "instance-profile": {"InstanceProfileNameWithPath": "InstanceProfileName"},
        "oidc-provider": {"OidcProviderName": "Url"},
        "policy": {"PolicyNameWithPath": "PolicyName"},
        "role": {"RoleNameWithPath": "RoleName"},
    },
    "kms": {"alias": {"Alias": "AliasName"}, "key": {"KeyId": "KeyId || TargetKeyId"}},
    "logs": {
        "log-group": {"LogGroupName": "logGroupName || logGroupIdentifier"},
        "log-stream": {"LogGroupName": "logGroupName", "LogStreamName": "logStreamName || '*'"},
    },
    "rds": {
        "db": {"DbInstanceName": "DBInstanceIdentifier"},
        "og": {"OptionGroupName": "OptionGroupName"},
        "pg": {"ParameterGroupName": "DBParameterGroupName"},
        "snapshot": {"SnapshotName": "DBSnapshotIdentifier || FinalDBSnapshotIdentifier"},
        "subgrp": {"SubnetGroupName": "DBSubnetGroupName"},
    },
    "route53": {"hostedzone": {"Id": "Id || HostedZoneId"}},
    "s3": {
        "bucket": {"BucketName": "Bucket"},
        "object": {"BucketName": "Bucket", "ObjectName": "Key || Delete.Objects[].Key"},
    },
    "scheduler": {
        "schedule": {"GroupName": "GroupName || 'default'", "ScheduleName": "Name"},
        "schedule-group": {"GroupName": "Name"},
    },
    "servicediscovery": {"namespace": {"NamespaceId": "Id || '*'"}},
    "secretsmanager": {"secret": {"SecretId": "SecretId || Name"}},
    "sns": {"topic": {"TopicName": "Name"}},
    "sqs": {"queue": {"QueueName": "QueueName || QueueUrl"}},
    "ssm": {"parameter": {"ParameterNameWithoutLeadingSlash": "Name || Names"}},
}


def of(call: Call, action: Action, account: str) -> list[tuple[ResourceType | None, str]]:
    """Return the resources on which the action is judged, each with its kind; "*" has none."""
    found: list[tuple[ResourceType | None, str]] = []
    said = list(_arns(call.parameters))
    for kind in action.types:
        arns = [arn for arn in said if matches(kind.pattern, arn)] or list(_named(call, kind, account))
        if not arns and call.service == "ec2" and (kind.required and REQUEST_TAG in kind.keys or kind.name in _tagged(call)):
            arns = [fill(kind.pattern, call.region, account, {})]  # what the call makes
        found += [(kind, arn) for arn in dict.fromkeys(arns)]
    return found or [(kind, fill(kind.pattern, call.region, account, {})) for kind in action.types if kind.required] or [(None, "*")]


def _tagged(call: Call) -> list[str]:
    return [entry["ResourceType"] for entry in call.parameters.get("TagSpecifications") or [] if "ResourceType" in entry]


def fill(pattern: str, region: str, account: str, values: dict[str, str]) -> str:
    """Return the ARN of a pattern; a variable without a value is "*"."""
    known = {"Partition": "aws", "Region": region, "Account": account, **values}
    return VARIABLE.sub(lambda found: known.get(found[1], "*"), pattern)


def matches(pattern: str, arn: str) -> bool:
    """Tell whether the ARN is one of the pattern's kind. A variable can hold slashes only at the end, where a name has a path."""
    parts = VARIABLE.split(pattern)
    expression = "".join(
        re.escape(part) if index % 2 == 0 else ("[^:]*" if not any(parts[index + 1:]) else "[^:/]*") for index, part in enumerate(parts)
    )
    return re.fullmatch(expression, arn) is not None


def _arns(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if re.match(r"arn:[a-z-]+:[a-z0-9-]+:", value) and not re.search(r"\s", value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _arns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _arns(inner)


def _named(call: Call, kind: ResourceType, account: str) -> Iterator[str]:
    if call.service == "ec2":
        for identifier in lookups.ec2_ids(call, account):
            if lookups.ec2_kind(identifier) == kind.name:
                owner = "" if kind.name in ("image", "snapshot") else account
                yield f"arn:aws:ec2:{call.region}:{owner}:{kind.name}/{identifier}"
        return
    variables = NAMED.get(call.service, {}).get(kind.name.lower())
    if not variables:
        return
    choices = []
    for variable, expression in variables.items():
        value = jmespath.search(expression, call.parameters)
        values = [str(entry) for entry in (value if isinstance(value, list) else [value] if value else [])]
        choices.append([(variable, lookups.full_name(call, kind.name.lower(), variable, entry, account)) for entry in values])
    for combination in itertools.product(*choices):
        arn = fill(kind.pattern, call.region, account, dict(combination))
        yield lookups.adjusted(call.service, kind.name, arn)
