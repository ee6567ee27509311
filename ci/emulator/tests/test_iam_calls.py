"""Whose calls are judged, how a refusal is written, and what is told of each call."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3
import botocore.exceptions
import pytest
from cluster import REGION
from roles import ACCOUNT, TRUST, Roles, allow, deny, document, refused

HERE = f"{REGION}:{ACCOUNT}"


@pytest.mark.parametrize(("service", "method", "arguments", "code"), [
    ("ecs", "list_clusters", {}, "AccessDeniedException"),
    ("ec2", "describe_vpcs", {}, "UnauthorizedOperation"),
    ("iam", "list_roles", {}, "AccessDenied"),
    ("sns", "list_topics", {}, "AuthorizationError"),
    ("s3", "list_buckets", {}, "AccessDenied"),
    ("s3", "head_bucket", {"Bucket": "none"}, "403"),
    ("route53", "list_hosted_zones", {}, "AccessDenied"),
    ("lambda", "list_functions", {}, "AccessDeniedException"),
])
def test_each_protocol_has_its_own_refusal(roles: Roles, service: str, method: str, arguments: dict[str, str], code: str) -> None:
    roles.make("nobody")
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        getattr(roles.client(service, "nobody"), method)(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_sessions_of_a_workflow_and_of_a_task_are_judged(roles: Roles, aws: Callable[..., Any], endpoint: str) -> None:
    arn = roles.make("worker", allow("sns:ListTopics"))
    token = aws("sts").assume_role_with_web_identity(RoleArn=arn, RoleSessionName="workflow", WebIdentityToken="x" * 20)
    with urllib.request.urlopen(f"{endpoint}/_slipway/agent/credentials?role={arn}&region={REGION}", timeout=60) as response:
        task = json.load(response)
    for keys in (token["Credentials"], task):
        sns = roles.signed("sns", keys)
        sns.list_topics()
        assert "sns:CreateTopic" in refused(lambda sns=sns: sns.create_topic(Name="t"))


def test_a_service_that_botocore_calls_otherwise_than_iam_is_judged(roles: Roles) -> None:
    roles.make("looks", allow("servicequotas:GetServiceQuota"), allow("elasticloadbalancing:DescribeLoadBalancers"))
    rules = roles.client("service-quotas", "looks").get_service_quota(ServiceCode="vpc", QuotaCode="L-0EA8095F")
    assert rules["Quota"]["QuotaName"] == "Inbound or outbound rules per security group"
    roles.client("elbv2", "looks").describe_load_balancers()
    assert "servicequotas:ListServices" in refused(roles.client("service-quotas", "looks").list_services)


def test_off_lets_everything_pass(roles: Roles, monkeypatch: pytest.MonkeyPatch) -> None:
    roles.make("nobody")
    sns = roles.client("sns", "nobody")
    refused(sns.list_topics)
    monkeypatch.setenv("SLIPWAY_IAM", "off")
    sns.list_topics()


def test_the_gateway_is_told_what_each_call_needed(roles: Roles, aws: Callable[..., Any]) -> None:
    roles.make("nobody")

    def ask(request: Any, **_: Any) -> None:
        request.headers["X-Slipway-Iam"] = "record"

    def told(client: Any) -> Any:
        client.meta.events.register("before-send.sns.*", ask)
        try:
            answer = client.create_topic(Name="t", Tags=[{"Key": "Env", "Value": "own"}])
        except botocore.exceptions.ClientError as err:
            answer = err.response
        return json.loads(answer["ResponseMetadata"]["HTTPHeaders"]["x-slipway-iam"])

    by_role, by_administrator = told(roles.client("sns", "nobody")), told(aws("sns"))
    assert (by_role["principal"], by_role["allowed"]) == (f"arn:aws:sts::{ACCOUNT}:assumed-role/nobody/test", False)
    assert (by_administrator["principal"], by_administrator["allowed"]) == (f"arn:aws:iam::{ACCOUNT}:root", True)
    right = by_role["rights"][0]
    assert (right["action"], right["resource"]) == ("sns:CreateTopic", f"arn:aws:sns:{HERE}:t")
    assert right["keys"]["aws:requesttag/env"] == ["own"]
    assert by_administrator["rights"] == by_role["rights"]


def test_keys_of_nobody_s_session_are_an_administrator_s(endpoint: str, aws: Callable[..., Any]) -> None:
    aws("iam").create_role(RoleName="nobody", AssumeRolePolicyDocument=TRUST)
    boto3.client(
        "sns", endpoint_url=endpoint, region_name=REGION, aws_access_key_id="ASIAIOSFODNN7EXAMPLE", aws_secret_access_key="s", aws_session_token="t",
    ).list_topics()


def test_a_login_to_the_registry_is_the_role_s_that_asked_for_it(roles: Roles, aws: Callable[..., Any], endpoint: str) -> None:
    own = f"arn:aws:ecr:{HERE}:repository/own/web"
    roles.make("pusher", allow("ecr:GetAuthorizationToken"), allow("ecr:PutImage", own))

    def access(ecr: Any, repository: str) -> Any:
        token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        asked = {"password": base64.b64decode(token).decode().partition(":")[2], "action": "ecr:PutImage", "repository": repository}
        with urllib.request.urlopen(f"{endpoint}/_slipway/registry-access", data=json.dumps(asked).encode(), timeout=60) as response:
            return json.load(response)["refused"]

    other = own.replace("own", "other")
    assert access(roles.client("ecr", "pusher"), own) is None
    assert f"ecr:PutImage on resource: {other} because" in access(roles.client("ecr", "pusher"), other)
    assert access(aws("ecr"), other) is None


def test_what_a_role_may_do_can_be_asked_without_doing_it(roles: Roles, aws: Callable[..., Any]) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/Env": "own"}}
    role = roles.make("deployer", allow(["sns:DeleteTopic", "sns:Publish"], Condition=condition), deny("sns:Publish"))

    def decisions(env: str) -> dict[str, str]:
        tag = {"ContextKeyName": "aws:ResourceTag/Env", "ContextKeyValues": [env], "ContextKeyType": "string"}
        asked = {"ActionNames": ["sns:DeleteTopic", "sns:Publish"], "ResourceArns": [f"arn:aws:sns:{HERE}:t"], "ContextEntries": [tag]}
        found = aws("iam").simulate_principal_policy(PolicySourceArn=role, **asked)["EvaluationResults"]
        return {entry["EvalActionName"]: entry["EvalDecision"] for entry in found}

    assert decisions("own") == {"sns:DeleteTopic": "allowed", "sns:Publish": "explicitDeny"}
    assert decisions("other") == {"sns:DeleteTopic": "implicitDeny", "sns:Publish": "explicitDeny"}


def test_a_simulation_takes_a_policy_that_is_not_in_place_yet_and_tells_the_boundary(roles: Roles, aws: Callable[..., Any]) -> None:
    boundary = aws("iam").create_policy(PolicyName="bounds", PolicyDocument=document(allow("sns:Publish")))["Policy"]["Arn"]
    role = roles.make("starter", Path="/shop/", PermissionsBoundary=boundary)
    roles.make("asks", allow("iam:SimulatePrincipalPolicy", f"arn:aws:iam::{ACCOUNT}:role/shop/*"))
    client = roles.client("iam", "asks")

    def decided(*policies: str) -> dict[str, tuple[str, bool]]:
        found = client.simulate_principal_policy(
            PolicySourceArn=role, PolicyInputList=list(policies), ActionNames=["sns:DeleteTopic", "sns:Publish"], ResourceArns=[f"arn:aws:sns:{HERE}:t"],
        )["EvaluationResults"]
        return {entry["EvalActionName"]: (entry["EvalDecision"], entry["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"]) for entry in found}

    assert decided() == {"sns:DeleteTopic": ("implicitDeny", False), "sns:Publish": ("implicitDeny", True)}
    assert decided(document(allow("sns:*"))) == {"sns:DeleteTopic": ("implicitDeny", False), "sns:Publish": ("allowed", True)}
    assert "SimulatePrincipalPolicy" in refused(lambda: client.simulate_principal_policy(
        PolicySourceArn=roles.make("elsewhere"), ActionNames=["sns:Publish"]))


def test_a_namespace_is_whose_tags_it_has(roles: Roles, aws: Callable[..., Any]) -> None:
    own = {"StringEquals": {"aws:RequestTag/Env": "own"}}
    namespaces = f"arn:aws:servicediscovery:{HERE}:namespace/*"
    roles.make(
        "deployer", allow(["servicediscovery:CreateHttpNamespace", "servicediscovery:TagResource"], Condition=own),
        allow("servicediscovery:DeleteNamespace", namespaces, Condition={"StringEquals": {"aws:ResourceTag/Env": "own"}}),
        allow(["servicediscovery:GetNamespace", "servicediscovery:GetOperation"], namespaces),
    )
    client, anybody = roles.client("servicediscovery", "deployer"), aws("servicediscovery")

    def make(by: Any, env: str) -> str:
        operation = by.create_http_namespace(Name=f"shop-{env}", Tags=[{"Key": "Env", "Value": env}])["OperationId"]
        return str(by.get_operation(OperationId=operation)["Operation"]["Targets"]["NAMESPACE"])

    assert "CreateHttpNamespace" in refused(lambda: make(client, "other"))
    other, mine = make(anybody, "other"), make(client, "own")
    assert client.get_namespace(Id=mine)["Namespace"]["Name"] == "shop-own"
    assert "DeleteNamespace" in refused(lambda: client.delete_namespace(Id=other))
    client.delete_namespace(Id=mine)


def test_a_rule_is_whose_tags_it_has_on_a_listener_of_another(roles: Roles, aws: Callable[..., Any], network: dict[str, Any]) -> None:
    anybody = aws("elbv2")
    balancer = anybody.create_load_balancer(Name="shared", Subnets=network["subnets"])["LoadBalancers"][0]["LoadBalancerArn"]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = anybody.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[answer])["Listeners"][0]["ListenerArn"]
    created = {"aws:RequestTag/Env": "own", "elasticloadbalancing:CreateAction": "CreateRule"}
    roles.make(
        "deployer", allow("elasticloadbalancing:CreateRule", listener),
        allow("elasticloadbalancing:AddTags", listener, Condition={"StringEquals": created}),
        allow("elasticloadbalancing:DeleteRule", "*", Condition={"StringEquals": {"aws:ResourceTag/Env": "own"}}),
    )
    client = roles.client("elbv2", "deployer")

    def make(by: Any, priority: int, env: str) -> str:
        condition = {"Field": "path-pattern", "Values": [f"/{priority}"]}
        tags = [{"Key": "Env", "Value": env}]
        made = by.create_rule(ListenerArn=listener, Priority=priority, Conditions=[condition], Actions=[answer], Tags=tags)
        return str(made["Rules"][0]["RuleArn"])

    assert "AddTags" in refused(lambda: make(client, 1, "other"))
    assert "AddTags" in refused(lambda: client.add_tags(ResourceArns=[listener], Tags=[{"Key": "Env", "Value": "own"}]))
    other, mine = make(anybody, 1, "other"), make(client, 2, "own")
    assert "DeleteRule" in refused(lambda: client.delete_rule(RuleArn=other))
    client.delete_rule(RuleArn=mine)
