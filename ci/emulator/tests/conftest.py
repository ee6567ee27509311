"""One emulator for the whole run, in process on a port of its own; every test begins with an empty account."""

from __future__ import annotations

import os
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

# Read on import, so set before anything of the emulator is imported.
os.environ["SLIPWAY_ROLLOUT_SECONDS"] = "0.2"

from slipway_emulator.__main__ import SETTINGS  # noqa: E402

# Loading these takes seconds after each reset, and no test here needs them.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

import boto3  # noqa: E402
from cluster import REGION  # noqa: E402
from moto.moto_server.werkzeug_app import MotoRequestHandler  # noqa: E402
from roles import Roles  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from slipway_emulator.server import build  # noqa: E402


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, build([]), threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def aws(endpoint: str) -> Callable[..., Any]:
    """Return a function that gives the boto3 client of a service, on an account with nothing in it."""
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST"), timeout=60)

    def client(service: str, **options: Any) -> Any:
        return boto3.client(
            service, endpoint_url=endpoint, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test", **options
        )

    return client


@pytest.fixture
def roles(endpoint: str, aws: Callable[..., Any]) -> Roles:
    """Makes roles, and clients that sign as one."""
    return Roles(endpoint, aws)


@pytest.fixture
def network(aws: Callable[[str], Any]) -> dict[str, Any]:
    """A VPC with one subnet in each of two zones, and a security group."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]["SubnetId"]
        for index, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    return {"vpc": vpc, "subnets": subnets, "group": group}
