"""The role behind an access key: what its policies, its boundary and the session's own policy say."""

from __future__ import annotations

from dataclasses import dataclass

from moto.iam.models import Policy, iam_backends
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
    found = layers(session.role_arn)
    if found is None:  # deleted, or never made: nothing allows anything
        found = [Layer("identity-based policy", ())]
    if session.policy:
        found.append(Layer("session policy", (session.policy,)))
    return Principal(session.arn, session.role_arn, session.account_id, tuple(found))


def _session(key: str) -> AssumedRole | None:
    for _, regions in list(sts_backends.items()):
        for backend in list(regions.values()):
            found = backend.get_assumed_role_from_access_key(key)
            if found:
                return found
    return None


def layers(arn: str) -> list[Layer] | None:
    """Return the policies and the boundary of a role, or None where there is no such role."""
    account = arn.split(":")[4]
    backend = iam_backends[account]["aws"]
    role = next((entry for entry in backend.roles.values() if entry.arn == arn), None)
    if role is None:
        return None
    attached = [_document(policy) for policy in role.managed_policies.values()]
    found = [Layer("identity-based policy", (*role.policies.values(), *attached))]
    if role.permissions_boundary_arn:
        boundary = backend.managed_policies.get(role.permissions_boundary_arn)
        found.append(Layer("permissions boundary", (_document(boundary),) if boundary else ()))
    return found


def _document(policy: Policy) -> str:
    return str(next(version.document for version in policy.versions if version.is_default))
