"""ACM: moto issues a certificate a moment after it was asked for, whether or not anybody made the records that ACM validates by.

A certificate stays PENDING_VALIDATION until each of its names has its validation record in a public zone of Route 53, and one that a
listener has cannot be deleted: a change of names that deletes the old one first fails here as it does on AWS.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.acm.exceptions import AWSError
    from moto.elbv2.models import elbv2_backends
    from moto.route53.models import route53_backends

    class ResourceInUse(AWSError):
        TYPE = "ResourceInUseException"

    def written(name: str) -> str:
        return name.rstrip(".").lower()

    def records(partition: str, account: str) -> set[tuple[str, str]]:
        return {
            (written(record.name), written(value))
            for zone in route53_backends[account][partition].zones.values() if not zone.private_zone
            for record in zone.rrsets if record.type == "CNAME"
            for value in record.records
        }

    def check(original: Any, self: Any) -> None:
        if self.type != "AMAZON_ISSUED" or self.status != "PENDING_VALIDATION":
            original(self)
            return
        options = self.describe()["Certificate"]["DomainValidationOptions"]
        _, partition, _, _, account, _ = self.arn.split(":", 5)
        wanted = {(written(o["ResourceRecord"]["Name"]), written(o["ResourceRecord"]["Value"])) for o in options}
        if wanted <= records(partition, account):
            self.status = "ISSUED"

    def delete(original: Any, self: Any, arn: str) -> None:
        for balancer in elbv2_backends[self.account_id][self.region_name].load_balancers.values():
            if any(arn in listener.certificates for listener in balancer.listeners.values()):
                raise ResourceInUse(f"Certificate {arn} in account {self.account_id} is in use.")
        original(self, arn)

    patching.wrap("moto.acm.models", "CertBundle.check", check)
    patching.wrap("moto.acm.models", "AWSCertificateManagerBackend.delete_certificate", delete)
