"""Roles for tests: made by the administrator, and used with the keys that STS gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import botocore.exceptions
import pytest
from cluster import REGION

ACCOUNT = "123456789012"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


class Roles:
    """Makes roles, and gives clients that sign as one."""

    def __init__(self, endpoint: str, aws: Callable[..., Any]) -> None:
        self.endpoint, self.aws = endpoint, aws

    def make(self, name: str, *statements: dict[str, Any], **more: Any) -> str:
        iam = self.aws("iam")
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, **more)["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        return str(arn)

    def client(self, service: str, role: str, **session: Any) -> Any:
        arn = role if role.startswith("arn:") else f"arn:aws:iam::{ACCOUNT}:role/{role}"
        keys = self.aws("sts").assume_role(RoleArn=arn, RoleSessionName="test", **session)["Credentials"]
        return self.signed(service, keys)

    def signed(self, service: str, keys: dict[str, Any]) -> Any:
        return boto3.client(
            service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys.get("SessionToken") or keys["Token"],
        )


def refused(call: Callable[[], Any]) -> str:
    """Return the message of a call that is refused; one that is done fails the test."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call()
    error = caught.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403, error
    return str(error["Error"]["Message"])
