"""Bucket policies: moto refuses a request when a statement's Condition does not match, whatever the statement's Effect.

A bucket that is open to TLS only carries `Deny s3:* when aws:SecureTransport is false`. In moto that statement denies every object,
so the state bucket cannot be written.

Here the condition is evaluated. `aws:SecureTransport` counts as true: inside the pipeline the emulator is reached over plain HTTP on
a private link because it has no certificate, while the same policy meets HTTPS in AWS. The refusal of plain HTTP is therefore not
rehearsed; it is checked on the plan. `aws:PrincipalAccount` and the like have no value here, so a statement that depends on
one does not apply: neither its Deny nor its Allow. Trust policies (statements without Resource) keep moto's own evaluation.
"""

from __future__ import annotations

from typing import Any

from .. import patching

CONTEXT = {"aws:securetransport": "true"}


def condition_holds(condition: dict[str, dict[str, Any]]) -> bool:
    """Evaluate a Condition block against what the emulator knows of a request; an unknown operator does not hold."""
    for operator, block in condition.items():
        if_exists = operator.endswith("IfExists")
        base = operator.removesuffix("IfExists")
        for key, expected in block.items():
            actual = CONTEXT.get(key.lower())
            if not _holds(base, actual, expected, if_exists):
                return False
    return True


def _holds(operator: str, actual: str | None, expected: Any, if_exists: bool) -> bool:
    values = expected if isinstance(expected, list) else [expected]
    values = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if operator == "Null":
        return (actual is None) == (values == ["true"])
    if actual is None:
        return if_exists
    if operator in ("Bool", "StringEquals", "StringEqualsIgnoreCase", "StringLike"):
        return actual in values
    if operator in ("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"):
        return actual not in values
    return False


def apply() -> None:
    from moto.iam.access_control import PermissionResult

    def is_action_permitted(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        condition = self._statement.get("Condition")
        if not condition or not self._statement.get("Resource"):
            return original(self, *args, **kwargs)
        if not condition_holds(condition):
            return PermissionResult.NEUTRAL
        # The condition is settled, so moto's own (refusing) evaluation must not see it again.
        unconditional = {key: value for key, value in self._statement.items() if key != "Condition"}
        return original(type(self)(unconditional), *args, **kwargs)

    patching.find("moto.iam.access_control", "IAMPolicyStatement._check_conditions")
    patching.wrap("moto.iam.access_control", "IAMPolicyStatement.is_action_permitted", is_action_permitted)
