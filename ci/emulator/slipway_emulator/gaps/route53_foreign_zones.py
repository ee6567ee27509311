"""Route 53: a rehearsal names the zone of the account that is rehearsed, which the emulator's account does not have.

A zone's id that nobody made here is taken for one that exists. It is a public zone that takes every name, since only the real one has a
name of its own.
"""

from __future__ import annotations

import re
from typing import Any

from .. import patching

ID = re.compile(r"Z[0-9A-Z]{1,31}")


def apply() -> None:
    from moto.route53.models import FakeZone

    def get(original: Any, self: Any, id_: str) -> Any:
        zone = id_.removeprefix("/hostedzone/")
        if zone not in self.zones and ID.fullmatch(zone):
            self.zones[zone] = FakeZone(".", zone, private_zone=False, caller_reference="rehearsal")  # type: ignore[abstract]
        return original(self, id_)

    patching.wrap("moto.route53.models", "Route53Backend.get_hosted_zone", get)
