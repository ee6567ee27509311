"""The evaluation of policies, as IAM does it within one account: a Deny beats all, then identity, session and boundary must each allow."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .conditions import holds, like, substituted

Statement = dict[str, Any]


@dataclass(frozen=True)
class Right:
    """An action on a resource, with the values of the condition keys that count for it, by their names in lower case."""

    action: str
    resource: str
    context: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """Policies that bound what may be done: each layer must allow, and none may deny."""

    name: str  # as AWS names it in a refusal: "identity-based policy", "permissions boundary", "session policy"
    documents: tuple[str, ...]

    def says(self, effect: str, right: Right) -> bool:
        return any(
            statement["Effect"] == effect and _applies(statement, right) for document in self.documents for statement in parsed(document)
        )


def refusal(layers: Iterable[Layer], right: Right) -> str | None:
    """Return why the right is refused, in AWS's words, or None where it is granted."""
    layers = list(layers)
    for layer in layers:
        if layer.says("Deny", right):
            return f"with an explicit deny in {'an' if layer.name[0] in 'aeiou' else 'a'} {layer.name}"
    for layer in layers:
        if not layer.says("Allow", right):
            return f"because no {layer.name} allows the {right.action} action"
    return None


@functools.lru_cache(maxsize=512)
def parsed(document: str) -> list[Statement]:
    statements = json.loads(document)["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _applies(statement: Statement, right: Right) -> bool:
    if "NotAction" in statement:
        concerned = not any(like(right.action.lower(), pattern.lower()) for pattern in _list(statement["NotAction"]))
    else:
        concerned = any(like(right.action.lower(), pattern.lower()) for pattern in _list(statement.get("Action", [])))
    if not concerned:
        return False
    if "NotResource" in statement:
        concerned = not any(like(right.resource, substituted(p, right.context)) for p in _list(statement["NotResource"]))
    else:
        concerned = any(like(right.resource, substituted(p, right.context)) for p in _list(statement.get("Resource", [])))
    return concerned and holds(statement.get("Condition") or {}, right.context)


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
