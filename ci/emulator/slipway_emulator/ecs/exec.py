"""ECS Exec: which commands may run where, and the sessions that were opened for them. The gateway's package session runs them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from ..iam import principals
from ..iam.policies import Right, refusal
from . import mode

# What the agent in a task does with the task's role to reach Systems Manager.
CHANNELS = [f"ssmmessages:{verb}{kind}Channel" for verb in ("Create", "Open") for kind in ("Control", "Data")]


class Refused(Exception):
    """A command can't run; code and text are AWS's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unknown(LookupError):
    """A session that was not opened, or with another token, or that has begun already."""


@dataclass(frozen=True)
class Session:
    token: str
    task: str
    container: str
    command: str


_SESSIONS: dict[str, Session] = {}


def managed_agents(task: Any) -> list[dict[str, Any]]:
    """Return what DescribeTasks shows of the agent in each container: it starts with the container, whatever the role may."""
    return [{"name": "ExecuteCommandAgent", "lastStatus": task.last_status if task.last_status == "RUNNING" else "PENDING"}]


def start(task: Any, container: str | None, command: str) -> tuple[str, Session, Any]:
    """Open a session for a command; return its id, and the container. It begins when somebody comes with its token."""
    found = _container(task, container)
    if task.last_status != "RUNNING" or not getattr(task, "enable_execute_command", False):
        raise Refused(
            "InvalidParameterException",
            "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't "
            "running. Wait and try again or run a new task with execute command enabled and try again.",
        )
    if not mode.real():
        raise Refused(
            "TargetNotConnectedException",
            "The emulator's tasks are simulated, so no command runs in them: start the emulator with SLIPWAY_TASKS=auto, where podman can run.",
        )
    lacking = _lacking(task)
    if lacking:
        raise Refused("TargetNotConnectedException", f"The execute command failed because the agent is not connected: {lacking}")
    session = Session(secrets.token_urlsafe(48), task.task_arn, found.name, command)
    name = "ecs-execute-command-" + secrets.token_hex(9)[:17]
    _SESSIONS[name] = session
    return name, session, found


def begin(body: dict[str, Any]) -> dict[str, str]:
    """Give away a session to whoever has its token, once."""
    name, token = str(body.get("id")), str(body.get("token"))
    session = _SESSIONS.get(name)
    if session is None or not secrets.compare_digest(session.token, token):
        raise Unknown(f"no session {name} waits for this token: call ExecuteCommand anew")
    del _SESSIONS[name]
    return {"task": session.task, "container": session.container, "command": session.command}


def _container(task: Any, name: str | None) -> Any:
    names = [container.name for container in task.containers]
    if not name and len(names) > 1:
        raise Refused("InvalidParameterException", "A container name must be specified: the task has more than one container.")
    found = next((container for container in task.containers if container.name == (name or names[0])), None)
    if found is None:
        raise Refused("InvalidParameterException", f"The container {name} is not in the task: it has {', '.join(names)}.")
    return found


def _lacking(task: Any) -> str | None:
    role = getattr(task.definition, "task_role_arn", None)
    layers = principals.layers(role) if role else None
    if layers is None:
        return "the task has no role"
    for action in CHANNELS:
        reason = refusal(layers, Right(action, "*", {}))
        if reason:
            return f"the task's role may not {action}: {reason}"
    return None
