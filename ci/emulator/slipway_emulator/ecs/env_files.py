"""The files of a container's environment in S3, which ECS reads by the execution role before the container starts."""

from __future__ import annotations

import os
from typing import Any

from moto.s3.exceptions import S3ClientError
from moto.s3.models import s3_backends

from ..iam import principals
from ..iam.policies import Right, refusal
from .startup import INVENT, Refused


def read(task: Any) -> dict[str, dict[str, str]]:
    """Return what the files of each container say: container, then name."""
    role = getattr(task.definition, "execution_role_arn", None)
    return {
        container["name"]: {
            name: value for file in container.get("environmentFiles") or [] for name, value in _pairs(_text(task, role, file["value"]))
        }
        for container in task.definition.container_definitions
    }


def _text(task: Any, role: str | None, arn: str) -> str:
    bucket, _, key = arn.partition(":::")[2].partition("/")
    failed = f"ResourceInitializationError: failed to download env files: unable to download env file with key {key} from bucket {bucket}, error: "
    lacking = _lacking(role, arn, bucket)
    if lacking:
        raise Refused(f"{failed}AccessDenied: {lacking}")
    try:
        found = s3_backends[task._account_id]["aws"].get_object(bucket, key)
    except S3ClientError as err:
        found, reason = None, f"{err.error_type}: {err.message}"
    else:
        reason = "NoSuchKey: The specified key does not exist."
    if found is not None:
        return str(found.value.decode())
    if os.environ.get(INVENT) == "true":
        return ""  # a rehearsal has the settings of an account, and not its objects
    raise Refused(failed + reason)


def _lacking(role: str | None, arn: str, bucket: str) -> str | None:
    layers = principals.layers(role) if role else None
    if layers is None:
        return "the task definition has no execution role that is there"
    for right in (Right("s3:GetBucketLocation", f"arn:aws:s3:::{bucket}", {}), Right("s3:GetObject", arn, {})):
        reason = refusal(layers, right)
        if reason:
            return f"{role} is not authorized to perform: {right.action} on resource: {right.resource} {reason}"
    return None


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the variables of a file. A value has all of its line that is behind the first "=", spaces and quotation marks too."""
    lines = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    return [(name, value) for name, _, value in (line.partition("=") for line in lines)]
