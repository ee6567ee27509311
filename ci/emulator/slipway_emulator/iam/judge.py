"""A request's verdict: which rights it needs, who asks, and whether each is granted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID

from . import calls, needs, principals
from .policies import Right, refusal


@dataclass(frozen=True)
class Verdict:
    service: str  # IAM's prefix
    principal: str
    rights: list[Right] = field(default_factory=list)
    refused: str | None = None  # AWS's message
    unknown: str | None = None  # why nobody can say what the call needs
    call: calls.Call | None = None

    def record(self) -> dict[str, Any]:
        """Return what the log of calls has of it."""
        rights = [{"action": r.action, "resource": r.resource, "keys": r.context} for r in self.rights]
        found = {"principal": self.principal, "allowed": self.refused is None, "rights": rights}
        return {**found, "unknown": self.unknown} if self.unknown else found


def verdict(environ: dict[str, Any]) -> Verdict | None:
    """Judge a request; None is one that nobody signed."""
    signed = calls.signature(environ)
    if signed is None:
        return None
    role = principals.of(signed.key)
    account = role.account if role else DEFAULT_ACCOUNT_ID
    arn = role.arn if role else f"arn:aws:iam::{account}:root"
    call = None
    try:
        call = calls.read(environ, signed)
        rights = needs.of(call, account)
        message = next(filter(None, (refused(role, right) for right in rights)), None) if role else None
    except Exception as err:  # noqa: BLE001
        # Whatever goes wrong in here, an administrator's call goes on; a role's does not, since nobody knows what it needs.
        service = call.service if call else getattr(err, "service", signed.service)
        name = f"{service}:{call.operation if call else getattr(err, 'operation', '?')}"
        return Verdict(service, arn, unknown=f"{name}: {err or repr(err)}", refused=_unknown(arn, name, err) if role else None, call=call)
    return Verdict(call.service, arn, rights, message, call=call)


def refused(role: principals.Principal, right: Right) -> str | None:
    """Return AWS's message where the role lacks the right, or None."""
    reason = refusal(role.layers, Right(right.action, right.resource, {**_of_principal(role), **right.context}))
    return reason and f"User: {role.arn} is not authorized to perform: {right.action} on resource: {right.resource} {reason}"


def _of_principal(role: principals.Principal) -> dict[str, list[str]]:
    # Inside the pipeline the emulator is reached over plain HTTP on a private link; on AWS the same calls go over HTTPS.
    return {"aws:principalarn": [role.role], "aws:principalaccount": [role.account], "aws:securetransport": ["true"]}


def _unknown(arn: str, name: str, err: Exception) -> str:
    return (
        f"User: {arn} is not authorized to perform: {name}, because the emulator can't tell what it needs: {err or repr(err)}. "
        "Add it to slipway_emulator/iam, or start the emulator with SLIPWAY_IAM=off"
    )
