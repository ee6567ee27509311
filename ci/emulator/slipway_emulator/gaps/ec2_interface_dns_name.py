"""EC2 network interfaces: moto sets no private DNS name in a VPC without DNS host names, and its ECS task then fails to start."""

from __future__ import annotations

from .. import patching


def apply() -> None:
    patching.find("moto.ec2.models.elastic_network_interfaces", "NetworkInterface.start")
    patching.add("moto.ec2.models.elastic_network_interfaces", "NetworkInterface.private_dns_name", None)
