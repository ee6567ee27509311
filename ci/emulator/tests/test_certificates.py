"""Certificates are issued for who has the records in DNS, as on AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def record(certificate: dict[str, Any], action: str) -> list[dict[str, Any]]:
    wanted = {o["ResourceRecord"]["Name"]: o["ResourceRecord"]["Value"] for o in certificate["DomainValidationOptions"]}
    return [
        {"Action": action, "ResourceRecordSet": {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": value}]}}
        for name, value in wanted.items()
    ]


def test_a_certificate_waits_for_all_its_records(aws: Callable[..., Any]) -> None:
    acm, dns = aws("acm"), aws("route53")
    zone = dns.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    arn = acm.request_certificate(
        DomainName="shop.example.com", SubjectAlternativeNames=["*.shop.example.com", "pay.example.com"], ValidationMethod="DNS"
    )["CertificateArn"]

    def status() -> str:
        return str(acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"])

    changes = record(acm.describe_certificate(CertificateArn=arn)["Certificate"], "CREATE")
    assert len(changes) == 2, "a name and its wildcard share a record"
    assert status() == "PENDING_VALIDATION"
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes[:1]})
    assert status() == "PENDING_VALIDATION"
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes[1:]})
    assert status() == "ISSUED"


def test_a_private_zone_validates_nothing(aws: Callable[..., Any], network: dict[str, Any]) -> None:
    acm, dns = aws("acm"), aws("route53")
    zone = dns.create_hosted_zone(
        Name="example.com", CallerReference="1", VPC={"VPCRegion": "us-east-1", "VPCId": network["vpc"]}, HostedZoneConfig={"PrivateZone": True}
    )["HostedZone"]["Id"]
    arn = acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")["CertificateArn"]
    changes = record(acm.describe_certificate(CertificateArn=arn)["Certificate"], "CREATE")
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "PENDING_VALIDATION"


def test_a_certificate_in_use_stays(aws: Callable[..., Any], network: dict[str, Any]) -> None:
    acm, elb = aws("acm"), aws("elbv2")
    arn = acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")["CertificateArn"]
    balancer = elb.create_load_balancer(Name="shop", Subnets=network["subnets"], SecurityGroups=[network["group"]])["LoadBalancers"][0]
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTPS", Port=443, Certificates=[{"CertificateArn": arn}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )["Listeners"][0]["ListenerArn"]
    with pytest.raises(ClientError, match="ResourceInUseException"):
        acm.delete_certificate(CertificateArn=arn)
    elb.delete_listener(ListenerArn=listener)
    acm.delete_certificate(CertificateArn=arn)


def test_a_zone_of_the_rehearsed_account_takes_records(aws: Callable[..., Any]) -> None:
    dns = aws("route53")
    changes = [{"Action": "CREATE", "ResourceRecordSet": {"Name": "shop.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}}]
    dns.change_resource_record_sets(HostedZoneId="Z0123456789ABCDEFGHIJ", ChangeBatch={"Changes": changes})
    found = dns.list_resource_record_sets(HostedZoneId="Z0123456789ABCDEFGHIJ")["ResourceRecordSets"]
    assert [(r["Name"], r["Type"]) for r in found] == [("shop.example.com.", "A")]
