"""gaps/ec2_security_group_rules.py, s3_lifecycle_rules.py, elbv2_foreign_certificates.py."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


def rule_of(ec2, permission, group, add="authorize_security_group_ingress"):
    return getattr(ec2, add)(GroupId=group, IpPermissions=[permission])["SecurityGroupRules"][0]["SecurityGroupRuleId"]


def described(ec2, identifier):
    return ec2.describe_security_group_rules(SecurityGroupRuleIds=[identifier])["SecurityGroupRules"][0]


def test_rule_that_names_a_group_has_its_description(aws, network):
    ec2 = aws("ec2")
    other = ec2.create_security_group(GroupName="lb", Description="lb", VpcId=network["vpc"])["GroupId"]
    tcp = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    identifier = rule_of(ec2, {**tcp, "UserIdGroupPairs": [{"GroupId": other, "Description": "from lb"}]}, network["group"])
    assert described(ec2, identifier)["Description"] == "from lb"
    ec2.modify_security_group_rules(GroupId=network["group"], SecurityGroupRules=[{
        "SecurityGroupRuleId": identifier, "SecurityGroupRule": {**tcp, "ReferencedGroupId": other, "Description": "changed"},
    }])
    assert described(ec2, identifier)["Description"] == "changed"
    assert described(ec2, identifier)["ReferencedGroupInfo"]["GroupId"] == other


def test_rule_that_names_a_prefix_list_has_its_description(aws, network):
    ec2 = aws("ec2")
    prefixes = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                  "PrefixListIds": [{"PrefixListId": prefixes, "Description": "to S3"}]}
    identifier = rule_of(ec2, permission, network["group"], "authorize_security_group_egress")
    assert described(ec2, identifier)["Description"] == "to S3"


def test_rule_for_all_protocols_can_be_changed(aws, network):
    ec2 = aws("ec2")
    permission = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "first"}]}
    identifier = rule_of(ec2, permission, network["group"])
    ec2.modify_security_group_rules(GroupId=network["group"], SecurityGroupRules=[{
        "SecurityGroupRuleId": identifier,
        "SecurityGroupRule": {"IpProtocol": "-1", "CidrIpv4": "10.0.0.0/16", "Description": "second"},
    }])
    found = described(ec2, identifier)
    assert (found["Description"], found["CidrIpv4"], found["IpProtocol"]) == ("second", "10.0.0.0/16", "-1")


def test_lifecycle_rule_keeps_versions_and_sizes(aws):
    s3 = aws("s3")
    s3.create_bucket(Bucket="state")
    rules = [
        {"ID": "versions", "Status": "Enabled", "Filter": {"Prefix": ""},
         "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 30}},
        {"ID": "sizes", "Status": "Enabled", "Expiration": {"Days": 1},
         "Filter": {"And": {"Prefix": "logs/", "ObjectSizeGreaterThan": 10, "ObjectSizeLessThan": 20}}},
    ]
    s3.put_bucket_lifecycle_configuration(Bucket="state", LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket="state")["Rules"] == rules


def test_a_listener_takes_the_certificate_of_the_account_that_is_rehearsed(aws, network):
    elb = aws("elbv2")
    balancer = elb.create_load_balancer(Name="lb", Subnets=network["subnets"])["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(Name="tg", Protocol="HTTP", Port=80, VpcId=network["vpc"])["TargetGroups"][0]["TargetGroupArn"]

    def listen(account):
        return elb.create_listener(
            LoadBalancerArn=balancer, Protocol="HTTPS", Port=443,
            Certificates=[{"CertificateArn": f"arn:aws:acm:us-east-1:{account}:certificate/0"}],
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )

    with pytest.raises(ClientError, match="CertificateNotFound"):
        listen("123456789012")
    assert listen("111122223333")["Listeners"]
