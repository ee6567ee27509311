"""A role may do what its policies say, and an administrator everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest
from cluster import REGION
from roles import ACCOUNT, Roles, allow, deny, document, refused

HERE = f"{REGION}:{ACCOUNT}"


def test_a_role_does_what_a_policy_of_any_kind_allows_and_no_more(roles: Roles, aws: Callable[..., Any]) -> None:
    roles.make("deployer", allow("ecs:CreateCluster", f"arn:aws:ecs:{HERE}:cluster/own"))
    policy = aws("iam").create_policy(PolicyName="read", PolicyDocument=document(allow("ecs:Describe*")))["Policy"]["Arn"]
    aws("iam").attach_role_policy(RoleName="deployer", PolicyArn=policy)
    ecs = roles.client("ecs", "deployer")
    ecs.create_cluster(clusterName="own")
    assert ecs.describe_clusters(clusters=["own"])["clusters"]
    assert refused(lambda: ecs.create_cluster(clusterName="other")) == (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/deployer/test is not authorized to perform: ecs:CreateCluster on resource: "
        f"arn:aws:ecs:{HERE}:cluster/other because no identity-based policy allows the ecs:CreateCluster action"
    )
    assert [c["clusterName"] for c in aws("ecs").describe_clusters(clusters=["own", "other"])["clusters"]] == ["own"]


def test_a_deny_beats_every_allow(roles: Roles) -> None:
    roles.make("deployer", allow("*"), deny("s3:DeleteBucket", "arn:aws:s3:::state"))
    s3 = roles.client("s3", "deployer")
    for name in ("state", "data"):
        s3.create_bucket(Bucket=name)
    s3.delete_bucket(Bucket="data")
    assert "with an explicit deny in an identity-based policy" in refused(lambda: s3.delete_bucket(Bucket="state"))


def test_the_default_version_of_a_policy_counts(roles: Roles, aws: Callable[..., Any]) -> None:
    roles.make("reader")
    iam = aws("iam")
    arn = iam.create_policy(PolicyName="p", PolicyDocument=document(allow("sns:ListTopics")))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="reader", PolicyArn=arn)
    roles.client("sns", "reader").list_topics()
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("sqs:ListQueues")), SetAsDefault=True)
    assert "sns:ListTopics" in refused(lambda: roles.client("sns", "reader").list_topics())


def test_a_boundary_bounds_what_the_policies_allow(roles: Roles, aws: Callable[..., Any]) -> None:
    boundary = aws("iam").create_policy(PolicyName="most", PolicyDocument=document(allow("sns:*")))["Policy"]["Arn"]
    roles.make("worker", allow(["sns:ListTopics", "sqs:ListQueues"]), PermissionsBoundary=boundary)
    roles.client("sns", "worker").list_topics()
    assert "because no permissions boundary allows the sqs:ListQueues action" in refused(roles.client("sqs", "worker").list_queues)


def test_a_session_policy_bounds_its_session(roles: Roles) -> None:
    roles.make("worker", allow("*"))
    sns = roles.client("sns", "worker", Policy=document(allow("sns:ListTopics")))
    sns.list_topics()
    assert "because no session policy allows the sns:CreateTopic action" in refused(lambda: sns.create_topic(Name="t"))


def test_tags_of_the_request_and_of_the_resource_decide(roles: Roles, aws: Callable[..., Any]) -> None:
    roles.make(
        "network",
        allow(["ec2:CreateVpc", "ec2:CreateTags"], f"arn:aws:ec2:{HERE}:vpc/*", Condition={"StringEquals": {"aws:RequestTag/Env": "own"}}),
        allow("ec2:DeleteVpc", f"arn:aws:ec2:{HERE}:vpc/*", Condition={"StringEquals": {"aws:ResourceTag/Env": "own"}}),
    )
    ec2 = roles.client("ec2", "network")

    def make(env: str, client: Any) -> str:
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Env", "Value": env}]}]
        return str(client.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"])

    own, other = make("own", ec2), make("other", aws("ec2"))
    assert "ec2:CreateVpc" in refused(lambda: make("other", ec2))
    ec2.delete_vpc(VpcId=own)
    assert f"ec2:DeleteVpc on resource: arn:aws:ec2:{HERE}:vpc/{other}" in refused(lambda: ec2.delete_vpc(VpcId=other))


def test_a_deny_for_another_s_tag_spares_what_has_none(roles: Roles, aws: Callable[..., Any]) -> None:
    condition = {"Null": {"aws:ResourceTag/Env": "false"}, "StringNotEquals": {"aws:ResourceTag/Env": "own"}}
    roles.make("deployer", allow("sns:*"), deny("sns:*", Condition=condition))
    sns = roles.client("sns", "deployer")
    topics = {env: aws("sns").create_topic(Name=env, Tags=[{"Key": "Env", "Value": env}])["TopicArn"] for env in ("own", "other")}
    sns.create_topic(Name="new")
    sns.delete_topic(TopicArn=topics["own"])
    assert "explicit deny" in refused(lambda: sns.delete_topic(TopicArn=topics["other"]))


def test_a_role_is_passed_only_to_the_service_that_the_policy_names(roles: Roles) -> None:
    task = roles.make("task", Path="/own/")
    condition = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    roles.make("deployer", allow("ecs:*"), allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/own/*", Condition=condition))
    other = roles.make("other")
    ecs = roles.client("ecs", "deployer")

    def register(role: str) -> None:
        ecs.register_task_definition(family="f", taskRoleArn=role, containerDefinitions=[{"name": "c", "image": "i", "memory": 64}])

    register(task)
    assert f"iam:PassRole on resource: {other}" in refused(lambda: register(other))


def test_tags_that_come_with_what_is_made_need_their_own_right(roles: Roles) -> None:
    roles.make("deployer", allow("ecs:CreateCluster"))
    ecs = roles.client("ecs", "deployer")
    ecs.create_cluster(clusterName="plain")
    assert "ecs:TagResource" in refused(lambda: ecs.create_cluster(clusterName="tagged", tags=[{"key": "a", "value": "b"}]))


def test_a_lock_is_taken_only_under_its_own_key(roles: Roles, aws: Callable[..., Any]) -> None:
    aws("dynamodb").create_table(
        TableName="lock", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )
    condition = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["state/platform/*"]}}
    roles.make("deployer", allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/lock", Condition=condition))
    dynamodb = roles.client("dynamodb", "deployer")
    dynamodb.put_item(TableName="lock", Item={"LockID": {"S": "state/platform/terraform.tfstate"}})
    item = {"LockID": {"S": "state/bootstrap/terraform.tfstate"}}
    assert "dynamodb:PutItem" in refused(lambda: dynamodb.put_item(TableName="lock", Item=item))


def test_a_transaction_needs_what_each_of_its_items_does(roles: Roles, aws: Callable[..., Any]) -> None:
    aws("dynamodb").create_table(
        TableName="stock", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "sku", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "sku", "AttributeType": "S"}],
    )
    roles.make("seller", allow(["dynamodb:GetItem", "dynamodb:PutItem"], f"arn:aws:dynamodb:{HERE}:table/stock"))
    dynamodb = roles.client("dynamodb", "seller")
    put = {"Put": {"TableName": "stock", "Item": {"sku": {"S": "A"}}}}
    dynamodb.transact_write_items(TransactItems=[put])
    dynamodb.transact_get_items(TransactItems=[{"Get": {"TableName": "stock", "Key": {"sku": {"S": "A"}}}}])
    delete = {"Delete": {"TableName": "stock", "Key": {"sku": {"S": "B"}}}}
    assert "dynamodb:DeleteItem" in refused(lambda: dynamodb.transact_write_items(TransactItems=[put, delete]))


def test_an_object_is_written_only_where_none_is(roles: Roles, aws: Callable[..., Any]) -> None:
    aws("s3").create_bucket(Bucket="ledger")
    roles.make("deployer", allow("s3:PutObject", "arn:aws:s3:::ledger/*", Condition={"Null": {"s3:if-none-match": "false"}}))
    s3 = roles.client("s3", "deployer")
    s3.put_object(Bucket="ledger", Key="releases/1/begin.json", Body=b"{}", IfNoneMatch="*")
    assert "s3:PutObject" in refused(lambda: s3.put_object(Bucket="ledger", Key="releases/1/begin.json", Body=b"other"))


def test_an_action_that_nobody_knows_is_refused_by_name(roles: Roles, aws: Callable[..., Any]) -> None:
    roles.make("deployer", allow("*"))
    call = {"Statement": "SELECT * FROM t"}
    assert "dynamodb:ExecuteStatement" in refused(lambda: roles.client("dynamodb", "deployer").execute_statement(**call))
    with pytest.raises(botocore.exceptions.ClientError) as caught:  # moto's own answer, since an administrator asks
        aws("dynamodb").execute_statement(**call)
    assert "not authorized" not in str(caught.value)


def test_an_operator_that_nobody_knows_is_refused_by_name(roles: Roles) -> None:
    roles.make("deployer", allow("sns:*", Condition={"DateLessThan": {"aws:RequestedRegion": "2026-01-01"}}))
    assert "DateLessThan" in refused(roles.client("sns", "deployer").list_topics)


def test_a_version_of_an_object_needs_its_own_right(roles: Roles, aws: Callable[..., Any]) -> None:
    aws("s3").create_bucket(Bucket="data")
    aws("s3").put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    version = aws("s3").put_object(Bucket="data", Key="a", Body=b"a")["VersionId"]
    roles.make("deleter", allow("s3:DeleteObject", "arn:aws:s3:::data/*"))
    s3 = roles.client("s3", "deleter")
    s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": "a"}]})
    for delete in (
        lambda: s3.delete_object(Bucket="data", Key="a", VersionId=version),
        lambda: s3.delete_objects(Bucket="data", Delete={"Objects": [{"Key": "a", "VersionId": version}]}),
    ):
        assert "s3:DeleteObjectVersion on resource: arn:aws:s3:::data/a" in refused(delete)
