"""Listeners: moto looks for a certificate in the account that it plays, and a rehearsal names the real account's.

A certificate's ARN of another account than the emulator's is taken for one that exists.
"""

from __future__ import annotations

import re
from typing import Any

from .. import patching

ARN = re.compile(r"arn:[a-z-]+:(acm:[a-z0-9-]+|iam:):(\d{12}):(certificate|server-certificate)/.+")


def apply() -> None:
    def exists(original: Any, self: Any, certificate_arn: str) -> bool:
        match = ARN.fullmatch(certificate_arn or "")
        return bool(match and match[2] != self.account_id) or original(self, certificate_arn)

    patching.wrap("moto.elbv2.models", "ELBv2Backend._certificate_exists", exists)
