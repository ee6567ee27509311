"""Terraform makes ten resources at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads meet in each other's middle at any step, as they do now and then on a machine that is busy."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_no_call_fails_because_another_writes(aws: Callable[..., Any], network: dict[str, Any], hasty_threads: None) -> None:
    """A failure after the write is worst: the SDK sends the call again, and finds a conflict with itself."""
    once = Config(retries={"max_attempts": 1, "mode": "standard"})
    ec2 = aws("ec2", config=once)

    def group(number: int) -> None:
        tags = [{"Key": f"key-{key}", "Value": "value"} for key in range(20)]
        made = ec2.create_security_group(
            VpcId=network["vpc"],
            GroupName=f"group-{number}",
            Description="one of many",
            TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}],
        )
        assert len(ec2.describe_security_groups(GroupIds=[made["GroupId"]])["SecurityGroups"][0]["Tags"]) == 20

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(group, range(60)))
