"""The emulator with real tasks: the gateway as a process of its own, in a network that it shares with this one and with nobody else.

Needs root, podman, Go, and SLIPWAY_STORIES=1.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import cluster
import pytest
from runner import call
from waiting import LIMIT, eventually

GATEWAY = pathlib.Path(__file__).parents[2] / "gateway"
ADDRESS = "127.0.0.1:4566"
CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000


def pytest_collection_modifyitems(items: list[Any]) -> None:
    if os.environ.get("SLIPWAY_STORIES") != "1" or os.getuid() or not shutil.which("podman"):
        for item in items:
            if "stories" in str(item.path):
                item.add_marker(pytest.mark.skip(reason="needs root, podman and SLIPWAY_STORIES=1"))


def _apart() -> None:
    """Leave the host's network and mounts, so that no address of the host's is in the way and nothing stays behind."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    for command in (["mount", "--make-rprivate", "/"], ["ip", "link", "set", "lo", "up"]):
        subprocess.run(command, check=True)


@pytest.fixture(scope="session")
def programs(tmp_path_factory: Any) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("programs")
    built = {"gateway": ".", **{name: f"./tasks/testdata/{name}" for name in ("story", "push", "load")}}
    for name, package in built.items():
        subprocess.run(
            ["go", "build", "-o", folder / name, package], cwd=GATEWAY, check=True, env={**os.environ, "CGO_ENABLED": "0"}
        )
    return {name: str(folder / name) for name in built}


@pytest.fixture(scope="session")
def endpoint(programs: dict[str, str]) -> Iterator[str]:
    _apart()
    # PostgreSQL is not root, and pytest's own folders are root's alone.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tasks-"))
    folder.chmod(0o711)
    gateway = subprocess.Popen(
        [programs["gateway"], "--listen", ADDRESS, "--tasks", "real", "--health-speed", "10", "--tasks-data", folder / "data",
         "--", sys.executable, "-m", "slipway_emulator"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(GATEWAY.parent), os.environ.get("PYTHONPATH", "")])},
    )
    try:
        _answers(gateway)
        yield f"http://{ADDRESS}"
    finally:
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(timeout=60)
    # All is taken down with the emulator.
    assert list((folder / "data").iterdir()) == []
    assert not subprocess.run(["pgrep", "-f", str(folder)], stdout=subprocess.PIPE).stdout
    shutil.rmtree(folder)


def _answers(gateway: Any) -> None:
    deadline = time.monotonic() + LIMIT
    while gateway.poll() is None and time.monotonic() < deadline:
        try:
            health = call(f"http://{ADDRESS}", "GET", "health")
            assert (health["status"], health["tasks"], health["databases"]) == ("ok", "real", "real"), health
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the gateway did not start: its output says why")


@pytest.fixture
def push(aws: Callable[[str], Any], endpoint: str, programs: dict[str, str]) -> Callable[..., str]:
    """Return a function that pushes an image to the repository web and gives its name with the digest."""
    aws("ecr").create_repository(repositoryName="web")

    def pushed(*check: str) -> str:
        digest = subprocess.run(
            [programs["push"], f"{ADDRESS}/web:story", programs["story"], *check], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        return f"123456789012.dkr.ecr.us-east-1.amazonaws.com/web@{digest}"

    return pushed


@pytest.fixture
def load(aws: Callable[[str], Any], programs: dict[str, str]) -> Callable[[], Any]:
    """Return a context manager: within it forty requests a second go through the load balancer; it gives what came of them."""

    @contextlib.contextmanager
    def under() -> Iterator[dict[str, Any]]:
        name = aws("elbv2").describe_load_balancers()["LoadBalancers"][0]["DNSName"]
        vegeta = subprocess.Popen(
            [programs["load"], f"http://{ADDRESS}", f"http://{name}/work", "40"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        seen: dict[str, Any] = {}
        try:
            yield seen
        finally:
            seen.update(json.loads(vegeta.communicate()[0]))

    return under


@pytest.fixture
def deploy(aws: Callable[[str], Any], network: dict[str, Any], push: Callable[..., str]) -> Iterator[Callable[..., str]]:
    """Return a function that registers a task definition as the module ecs-service does, and creates or updates the service."""
    cluster.create(aws, network)
    aws("logs").create_log_group(logGroupName="/ecs/web")
    group = aws("elbv2").create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=network["vpc"], TargetType="ip", HealthCheckPath="/health",
        HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=3, HealthyThresholdCount=2, UnhealthyThresholdCount=2,
    )["TargetGroups"][0]["TargetGroupArn"]
    balancer = aws("elbv2").create_load_balancer(Name="web", Subnets=network["subnets"])["LoadBalancers"][0]["LoadBalancerArn"]
    aws("elbv2").create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}]
    )
    aws("elbv2").modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "1"}]
    )

    def deployed(*command: str, grace: int = 60, memory: int = 64, role: str = "", **container: Any) -> str:
        definition = aws("ecs").register_task_definition(
            family="web", networkMode="awsvpc", memory=str(memory), **({"taskRoleArn": role} if role else {}),
            containerDefinitions=[{
                "name": "web", "image": container.pop("image", None) or push(), "command": list(command), "user": "65532:65532",
                "readonlyRootFilesystem": True, "stopTimeout": 2, "portMappings": [{"containerPort": 8080}],
                "linuxParameters": {
                    "capabilities": {"drop": ["ALL"]}, "tmpfs": [{"containerPath": "/tmp", "size": 16, "mountOptions": ["noexec"]}],
                },
                "logConfiguration": {"logDriver": "awslogs", "options": {
                    "awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web",
                }},
                **container,
            }],
        )["taskDefinition"]["taskDefinitionArn"]
        ecs = aws("ecs")
        if ecs.list_services(cluster=cluster.CLUSTER)["serviceArns"]:
            answer = ecs.update_service(cluster=cluster.CLUSTER, service="web", taskDefinition=definition)["service"]
        else:
            answer = cluster.service(
                aws, definition, healthCheckGracePeriodSeconds=grace,
                networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
                loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 8080}],
            )
        deployment: str = answer["deployments"][0]["id"]
        return deployment

    yield deployed
    # The next story has a VPC of the same range.
    aws("ecs").delete_service(cluster=cluster.CLUSTER, service="web", force=True)
    eventually(lambda: cluster.described(aws)["status"] == "INACTIVE")
