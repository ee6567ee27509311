"""What exists in the emulator: GET /_slipway/resources lists it, so that "a destroy leaves nothing" can be asked rather than believed.

Left out is what AWS, too, has without anybody's doing or keeps after a deletion: the default VPC, AWS's own policies and keys,
inactive clusters and task definitions, terminated instances, deleted gateways and endpoints, keys that wait for their end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import patching

Names = Iterable[str]


def _nested(value: dict[str, dict[str, Any]]) -> list[Any]:
    return [item for group in value.values() for item in group.values()]


def _own_vpcs(ec2: Any) -> set[str]:
    return {vpc.id for vpc in ec2.vpcs.values() if not vpc.is_default}


def _in_own_vpc(ec2: Any, items: Iterable[Any]) -> list[str]:
    own = _own_vpcs(ec2)
    return [item.id for item in items if item.vpc_id in own]


def _task_definitions(ecs: Any) -> Names:
    return [d.arn for d in _nested(ecs.task_definitions) if d.status == "ACTIVE"]


def _records(route53: Any) -> Names:
    # A zone brings its own two records. The zone itself may be a rehearsed account's.
    return [f"{r.name} {r.type}" for zone in route53.zones.values() for r in zone.rrsets if r.type not in ("NS", "SOA")]


def _keys(kms: Any) -> Names:
    # A key ends days after its deletion, on AWS too. Keys that AWS manages have an alias that begins with aws/.
    return [
        key.arn
        for key in kms.keys.values()
        if key.key_state != "PendingDeletion" and not any(alias.startswith("alias/aws/") for alias in key.aliases)
    ]


# (moto's service, what it is, the attribute that it is in, how it is listed)
KINDS: list[tuple[str, str, str, Callable[[Any], Names]]] = [
    ("acm", "certificate", "_certificates", lambda b: b._certificates),
    ("applicationautoscaling", "scaling target", "targets", lambda b: [t.resource_id for t in _nested(b.targets)]),
    ("applicationautoscaling", "scaling policy", "policies", lambda b: [p.policy_arn for p in b.policies.values()]),
    ("autoscaling", "auto scaling group", "autoscaling_groups", lambda b: b.autoscaling_groups),
    ("cloudwatch", "alarm", "alarms", lambda b: b.alarms),
    ("cloudwatch", "dashboard", "dashboards", lambda b: b.dashboards),
    ("dynamodb", "table", "tables", lambda b: b.tables),
    ("ec2", "vpc", "vpcs", _own_vpcs),
    ("ec2", "subnet", "subnets", lambda b: _in_own_vpc(b, _nested(b.subnets))),
    ("ec2", "security group", "groups", lambda b: _in_own_vpc(b, _nested(b.groups))),
    ("ec2", "route table", "route_tables", lambda b: _in_own_vpc(b, b.route_tables.values())),
    ("ec2", "internet gateway", "internet_gateways", lambda b: b.internet_gateways),
    ("ec2", "nat gateway", "nat_gateways", lambda b: [n.id for n in b.nat_gateways.values() if n.state != "deleted"]),
    ("ec2", "vpc endpoint", "vpc_end_points", lambda b: [e.id for e in b.vpc_end_points.values() if e.state != "deleted"]),
    ("ec2", "flow log", "flow_logs", lambda b: b.flow_logs),
    ("ec2", "elastic ip", "addresses", lambda b: [a.allocation_id for a in b.addresses]),
    ("ec2", "network interface", "enis", lambda b: b.enis),
    ("ec2", "launch template", "launch_templates", lambda b: b.launch_templates),
    ("ec2", "volume", "volumes", lambda b: b.volumes),
    ("ec2", "instance", "reservations", lambda b: [i.id for i in b.all_instances() if i._state.name != "terminated"]),
    ("ecr", "repository", "repositories", lambda b: b.repositories),
    ("ecs", "cluster", "clusters", lambda b: [c.arn for c in b.clusters.values() if c.status != "INACTIVE"]),
    ("ecs", "capacity provider", "capacity_providers", lambda b: b.capacity_providers),
    ("ecs", "service", "services", lambda b: [s.arn for s in b.services.values() if s.status != "INACTIVE"]),
    ("ecs", "task definition", "task_definitions", _task_definitions),
    ("elbv2", "load balancer", "load_balancers", lambda b: b.load_balancers),
    ("elbv2", "target group", "target_groups", lambda b: b.target_groups),
    ("iam", "role", "roles", lambda b: [r.name for r in b.roles.values()]),
    ("iam", "instance profile", "instance_profiles", lambda b: [p.name for p in b.instance_profiles.values()]),
    ("iam", "policy", "managed_policies", lambda b: [a for a in b.managed_policies if ":aws:policy/" not in a]),
    ("iam", "oidc provider", "open_id_providers", lambda b: b.open_id_providers),
    ("kms", "key", "keys", _keys),
    ("logs", "log group", "groups", lambda b: b.groups),
    ("rds", "database", "databases", lambda b: b.databases),
    ("rds", "database snapshot", "database_snapshots", lambda b: b.database_snapshots),
    ("rds", "subnet group", "subnet_groups", lambda b: b.subnet_groups),
    ("rds", "parameter group", "db_parameter_groups", lambda b: b.db_parameter_groups),
    ("route53", "record", "zones", _records),
    ("s3", "bucket", "buckets", lambda b: b.buckets),
    ("scheduler", "schedule group", "schedule_groups", lambda b: [name for name in b.schedule_groups if name != "default"]),
    ("scheduler", "schedule", "schedule_groups", lambda b: [f"{name}/{s}" for name, g in b.schedule_groups.items() for s in g.schedules]),
    ("secretsmanager", "secret", "secrets", lambda b: [s.arn for s in b.secrets.values()]),
    ("servicediscovery", "namespace", "namespaces", lambda b: [n.name for n in b.namespaces.values()]),
    ("servicediscovery", "name of a service", "services", lambda b: [s.name for s in b.services.values()]),
    ("sns", "topic", "topics", lambda b: b.topics),
    ("sqs", "queue", "queues", lambda b: b.queues),
]


def resources() -> list[dict[str, str]]:
    """All that exists, sorted: kind, name, region."""
    from moto.backends import get_backend

    found = set()
    for service, kind, attribute, names in KINDS:
        for regions in get_backend(service).values():
            for region, backend in list(regions.items()):
                if not hasattr(backend, attribute):
                    raise patching.GapError(f"inventory: moto's {service} backend has no {attribute!r}: adapt inventory.py to its version")
                found |= {(kind, name, region) for name in list(names(backend))}
    return [{"kind": kind, "name": name, "region": region} for kind, name, region in sorted(found)]
