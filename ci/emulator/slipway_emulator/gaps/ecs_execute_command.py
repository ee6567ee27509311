"""ECS: moto has no ExecuteCommand, and no container shows whether commands may run in it.

The containers of a task show the agent that ECS puts into them. What a session is for, and who may begin it, is in ecs/exec.py; its
stream is at the address by which the emulator was reached.
"""

from __future__ import annotations

from typing import Any

from .. import patching
from ..ecs import exec as sessions
from ..ecs import rollout


def apply() -> None:
    from moto.core.responses import ActionResult
    from moto.ecs.exceptions import ECSException, InvalidParameterException

    def describe_tasks(original: Any, self: Any) -> Any:
        answer = original(self)
        for task in answer.result["tasks"]:
            if getattr(task, "enable_execute_command", False):
                for container in task.containers:
                    container.managed_agents = sessions.managed_agents(task)
        return answer

    def execute_command(self: Any) -> ActionResult:
        if not self._get_param("interactive"):
            raise InvalidParameterException("Interactive is the only mode supported currently.")
        cluster = self.ecs_backend._get_cluster(self._get_param("cluster", "default"))
        wanted = self._get_param("task").split("/")[-1]
        task = next((t for t in self.ecs_backend.tasks.get(cluster.name, {}).values() if t.id == wanted), None)
        if task is None:
            raise InvalidParameterException("The specified task was not found. Specify a valid task and try again.")
        try:
            with rollout.LOCK:
                name, session, container = sessions.start(task, self._get_param("container"), self._get_param("command"))
        except sessions.Refused as err:
            raise ECSException(err.code, str(err)) from err
        host = self.headers.get("X-Forwarded-Host") or self.headers["Host"]
        return ActionResult({
            "clusterArn": cluster.arn,
            "taskArn": task.task_arn,
            "containerArn": container.container_arn,
            "containerName": container.name,
            "interactive": True,
            "session": {
                "sessionId": name, "streamUrl": f"ws://{host}/v1/data-channel/{name}?role=publish_subscribe", "tokenValue": session.token,
            },
        })

    patching.wrap("moto.ecs.responses", "EC2ContainerServiceResponse.describe_tasks", describe_tasks)
    patching.add("moto.ecs.responses", "EC2ContainerServiceResponse.execute_command", execute_command)
