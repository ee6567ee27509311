"""What ECS does before a container starts: it reads the secrets, opens the log, and gives the task its role's keys."""

from __future__ import annotations

import json
import os
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.utils import iso_8601_datetime_without_milliseconds
from moto.logs.models import logs_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends
from moto.sts.models import sts_backends

INVENT = "SLIPWAY_INVENT_SECRETS"
PULL = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
RETRIED = "service call has been retried 1 time(s): "


class Refused(Exception):
    """A task can't start; the text is ECS's stopped reason, and a container is named where it is that one's."""

    def __init__(self, reason: str, container: str = "") -> None:
        super().__init__(reason)
        self.container = container


def secrets(task: Any) -> dict[str, dict[str, str]]:
    """Return the values of the secrets: container, then name."""
    return {
        container["name"]: {entry["name"]: _secret(task, entry["valueFrom"]) for entry in container.get("secrets") or []}
        for container in task.definition.container_definitions
    }


def logs(task: Any) -> None:
    """Make the log stream of each container whose driver is awslogs."""
    for container in task.definition.container_definitions:
        options = log_options(container)
        if not options:
            continue
        backend = _log_backend(task, options)
        group = options["awslogs-group"]
        if group not in backend.groups and options.get("awslogs-create-group") == "true":
            backend.create_log_group(group, {})
        if group not in backend.groups:
            raise Refused(
                "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create "
                f"Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist: {group}",
                container["name"],
            )
        backend.ensure_log_stream(group, stream(task, container))


def log_options(container: dict[str, Any]) -> dict[str, str]:
    configuration = container.get("logConfiguration") or {}
    options: dict[str, str] = configuration.get("options") or {}
    return options if configuration.get("logDriver") == "awslogs" else {}


def stream(task: Any, container: dict[str, Any]) -> str:
    """Return the name of a container's log stream. Without a prefix it has the container's id on AWS, and here the task's."""
    prefix = log_options(container).get("awslogs-stream-prefix")
    return f"{prefix}/{container['name']}/{task.id}" if prefix else f"{container['name']}-{task.id}"


def _log_backend(task: Any, options: dict[str, str]) -> Any:
    return logs_backends[task._account_id][options.get("awslogs-region", task.region_name)]


def write_logs(task: Any, body: dict[str, Any]) -> None:
    """Put lines of a container into its log stream."""
    container = next(c for c in task.definition.container_definitions if c["name"] == body["container"])
    options = log_options(container)
    if options:
        backend = _log_backend(task, options)
        backend.put_log_events(options["awslogs-group"], stream(task, container), body["events"])


def credentials(role: str, region: str) -> dict[str, str]:
    """Return keys of a task role, as the agent's credentials endpoint gives them."""
    backend = sts_backends[role.split(":")[4]]["aws"]
    assumed = backend.assume_role(region, "slipway-task", role, None, 3600, None)
    return {
        "RoleArn": role,
        "AccessKeyId": assumed.access_key_id,
        "SecretAccessKey": assumed.secret_access_key,
        "Token": assumed.session_token,
        "Expiration": iso_8601_datetime_without_milliseconds(assumed.expiration),
    }


def invent(on: bool) -> dict[str, bool]:
    """Have values of secrets invented from now on, or no more."""
    os.environ[INVENT] = "true" if on else "false"
    return {"invent": on}


def _secret(task: Any, source: str) -> str:
    if not source.startswith("arn:") or ":ssm:" in source:
        return _parameter(task, source)
    parts = source.split(":")
    region, account, identifier = parts[3], parts[4], ":".join(parts[:7])
    key, stage, version = (parts[7:] + ["", "", ""])[:3]
    failed = f"{PULL}unable to retrieve secret from asm: {RETRIED}failed to fetch secret {identifier} from secrets manager: "
    try:
        found = secretsmanager_backends[account][region].get_secret_value(identifier, version or None, stage or None)
    except JsonRESTError as err:
        if "staging label: AWSCURRENT" in err.message and os.environ.get(INVENT) == "true":
            return "invented"
        raise Refused(f"{failed}{err.error_type}: {err.message}") from err
    value = str(found.get("SecretString", ""))
    if not key:
        return value
    try:
        return str(json.loads(value)[key])
    except (ValueError, KeyError, TypeError) as err:
        # Not the text of the error: it may quote the value.
        asked = "retrieved secret from Secrets Manager did not contain json key " + key
        raise Refused(f"{PULL}unable to retrieve secret from asm: {asked}") from err


def _parameter(task: Any, source: str) -> str:
    parts = source.split(":")
    region, account = (parts[3], parts[4]) if source.startswith("arn:") else (task.region_name, task._account_id)
    name = ":".join(parts[5:]).removeprefix("parameter") if source.startswith("arn:") else source
    backend = ssm_backends[account][region]
    # An ARN does not tell /name from name.
    found = backend.get_parameter(name) or backend.get_parameter(name.removeprefix("/"))
    if not found:
        raise Refused(f"{PULL}unable to retrieve secrets from ssm: {RETRIED}invalid parameters: {name}")
    return str(found.response_object(decrypt=True)["Value"])
