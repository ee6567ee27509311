"""The role behind an access key: what its policies, its boundary and the session's own policy say."""

from __future__ import annotations

from dataclasses import dataclass

from moto.iam.models import Policy, Role, iam_backends
from moto.sts.models import AssumedRole, sts_backends

from .policies import Layer


@dataclass(frozen=True)
class Principal:
    arn: str  # arn:aws:sts::123456789012:assumed-role/slipway-staging-ci-plan/session
    role: str
    account: str
    layers: tuple[Layer, ...]


def of(key: str) -> Principal | None:
    """Return the role whose session has the access key, or None: any other key is an administrator's."""
    session = _session(key)
    if session is None:
        return None
    role = next((r for r in iam_backends[session.account_id]["aws"].roles.values() if r.arn == session.role_arn), None)
    return Principal(session.arn, session.role_arn, session.account_id, tuple(_layers(role, session)))


def _session(key: str) -> AssumedRole | None:
    for _, regions in list(sts_backends.items()):
        for backend in list(regions.values()):
            found = backend.get_assumed_role_from_access_key(key)
            if found:
                return found
    return None


def _layers(role: Role | None, session: AssumedRole) -> list[Layer]:
    if role is None:  # deleted, or never made: nothing allows anything
        return [Layer("identity-based policy", ())]
    attached = [_document(policy) for policy in role.managed_policies.values()]
    layers = [Layer("identity-based policy", (*role.policies.values(), *attached))]
    if session.policy:
        layers.append(Layer("session policy", (session.policy,)))
    if role.permissions_boundary_arn:
        backend = iam_backends[session.account_id]["aws"]
        boundary = backend.managed_policies.get(role.permissions_boundary_arn)
        layers.append(Layer("permissions boundary", (_document(boundary),) if boundary else ()))
    return layers


def _document(policy: Policy) -> str:
    return str(next(version.document for version in policy.versions if version.is_default))
