"""Load balancers: moto keeps the attribute deletion_protection.enabled and deletes the load balancer all the same.

AWS refuses with OperationNotPermitted. A destroy that forgets to lift the protection must fail here too.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.elbv2.exceptions import ELBClientError

    class OperationNotPermitted(ELBClientError):
        def __init__(self, arn: str) -> None:
            super().__init__(
                "OperationNotPermitted", f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            )

    def delete_load_balancer(original: Any, self: Any, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer is not None and balancer.attrs.get("deletion_protection.enabled") == "true":
            raise OperationNotPermitted(arn)
        original(self, arn)

    patching.wrap("moto.elbv2.models", "ELBv2Backend.delete_load_balancer", delete_load_balancer)
