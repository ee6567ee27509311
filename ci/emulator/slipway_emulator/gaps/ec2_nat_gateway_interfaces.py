"""NAT gateways: moto keeps the network interface of a deleted gateway for ever; on AWS it goes with the gateway."""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def delete_nat_gateway(original: Any, self: Any, nat_gateway_id: str) -> Any:
        gateway = original(self, nat_gateway_id)
        self.enis.pop(gateway._eni.id, None)
        return gateway

    patching.wrap("moto.ec2.models.nat_gateways", "NatGatewayBackend.delete_nat_gateway", delete_nat_gateway)
