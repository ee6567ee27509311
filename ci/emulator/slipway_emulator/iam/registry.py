"""The registry's logins: whose token a password is, and what that role may do with a repository. The gateway asks it for each request.

POST /_slipway/registry-access  {"password", "action", "repository"}, where the repository is an ARN
"""

from __future__ import annotations

import secrets
from typing import Any

from . import enforce, principals
from .judge import Verdict, refused
from .policies import Right

_keys: dict[str, str] = {}  # password → access key


def password(key: str) -> str | None:
    """Return a new password for the role behind the access key; an administrator has none of its own."""
    if principals.of(key) is None:
        return None
    made = secrets.token_urlsafe(32)
    _keys[made] = key
    return made


def access(body: dict[str, Any]) -> dict[str, Any]:
    """Judge a request to the registry. A login that no role got is an administrator's."""
    role = principals.of(_keys.get(body["password"], ""))
    repository = body["repository"]
    right = Right(body["action"], repository, {"aws:requestedregion": [repository.split(":")[3]]})
    account = repository.split(":")[4]
    reason = refused(role, right) if role else None
    found = Verdict("ecr", role.arn if role else f"arn:aws:iam::{account}:root", [right], reason).record()
    return {"record": found, "refused": None if enforce.off() else reason}
