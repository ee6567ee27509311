"""A runner of tasks without containers, and a load balancer without requests: a test says how each task fares."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import cluster
from waiting import eventually


def call(endpoint: str, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(f"{endpoint}/_slipway/{path}", method=method, data=body and json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


class Runner:
    """Starts each task that ECS has, ends each that is to end, and reports the health of the targets."""

    def __init__(self, endpoint: str, aws: Callable[[str], Any]) -> None:
        self.endpoint, self.aws = endpoint, aws
        self.running: set[str] = set()
        self.ended: list[str] = []
        # What becomes of a task by its definition; None runs on. Tests change both.
        self.fate: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _detail: None
        self.health = "healthy"
        # What the containers' own checks say, by name, and what was told of it for each task.
        self.checks: dict[str, str] = {}
        self.told: dict[str, dict[str, str]] = {}
        # What the containers' own checks say, by the container's name.
        self.checks: dict[str, str] = {}

    def step(self) -> None:
        for task in call(self.endpoint, "GET", "agent/tasks")["tasks"]:
            arn = task["arn"]
            if task["desired"] == "STOPPED":
                self.end(arn, exitCode=137)
            elif arn not in self.running:
                self._start(arn)
            elif self.checks and self.told.get(arn) is not self.checks:
                self.told[arn] = self.checks
                self.tell_checks(arn, self.checks)
        elb = self.aws("elbv2")
        for group in elb.describe_target_groups()["TargetGroups"]:
            for found in elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]:
                if found["TargetHealth"]["State"] not in ("draining", self.health):
                    self.tell(group["TargetGroupArn"], found["Target"], self.health)

    def tell(self, group: str, target: dict[str, Any], state: str) -> None:
        words = {"reason": "Target.ResponseCodeMismatch", "description": "Health checks failed with these codes: [307]"}
        call(self.endpoint, "POST", "target-health", {
            "targetGroupArn": group, "id": target["Id"], "port": target["Port"], "state": state, **(words if state != "healthy" else {}),
        })

    def tell_checks(self, arn: str, checks: dict[str, str]) -> None:
        call(self.endpoint, "POST", "agent/task", {
            "arn": arn, "status": "RUNNING",
            "containers": [{"name": name, "status": "RUNNING", "runtimeId": "r1", "health": told} for name, told in checks.items()],
        })

    def _start(self, arn: str) -> None:
        detail = call(self.endpoint, "GET", "agent/task?arn=" + urllib.parse.quote(arn))
        names = [container["name"] for container in detail["containers"]]
        ends = self.fate(detail)
        self.running.add(arn)
        if ends:
            self.end(arn, **ends)
            return
        call(self.endpoint, "POST", "agent/task", {
            "arn": arn, "status": "RUNNING", "containers": [{"name": name, "status": "RUNNING", "runtimeId": "r1"} for name in names],
        })

    def end(self, arn: str, **container: Any) -> None:
        self.ended.append(arn)
        call(self.endpoint, "POST", "agent/task", {
            "arn": arn, "status": "STOPPED", "stopCode": "EssentialContainerExited", "reason": "Essential container in task exited",
            "containers": [{"name": "web", "status": "STOPPED", **container}],
        })

    def until(self, check: Callable[[], Any]) -> Any:
        """Go on until check is true, and return its answer."""
        def stepped() -> Any:
            self.step()
            return check()

        return eventually(stepped)


def service(aws: Callable[[str], Any], network: dict[str, Any], **more: Any) -> str:
    """Create the service web in awsvpc mode behind a target group whose targets drain at once; return the group."""
    group = cluster.target_group(aws, network, "ip")
    aws("elbv2").modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]
    )
    cluster.service(
        aws, cluster.task_definition(aws, "awsvpc"),
        networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
        **more,
    )
    return group


def stopped(aws: Callable[[str], Any]) -> list[dict[str, Any]]:
    ecs = aws("ecs")
    arns = ecs.list_tasks(cluster=cluster.CLUSTER, desiredStatus="STOPPED")["taskArns"]
    return ecs.describe_tasks(cluster=cluster.CLUSTER, tasks=arns)["tasks"] if arns else []


def running(aws: Callable[[str], Any]) -> list[str]:
    return sorted(aws("ecs").list_tasks(cluster=cluster.CLUSTER, serviceName="web")["taskArns"])
