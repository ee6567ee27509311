"""Listeners: moto looks for a certificate in the account that it plays, and a rehearsal names the real account's.

A certificate's ARN of another account than the emulator's is taken for one that exists.
"""

from __future__ import annotations

import re
from typing import Any

from .. import patching

ARN = re.compile(r"arn:[a-z-]+:(acm:[a-z0-9-]+|iam:):(\d{12}):(certificate|server-certificate)/.+")


def apply() -> None:
    def foreign(arn: str, account: str) -> bool:
        match = ARN.fullmatch(arn or "")
        return bool(match and match[2] != account)

    def exists(original: Any, self: Any, certificate_arn: str) -> bool:
        return foreign(certificate_arn, self.account_id) or original(self, certificate_arn)

    def register(original: Any, account_id: str, region: str, arn_certificate: str, arn_user: str) -> None:
        if not foreign(arn_certificate, account_id):
            original(account_id, region, arn_certificate, arn_user)

    patching.wrap("moto.elbv2.models", "ELBv2Backend._certificate_exists", exists)
    patching.wrap("moto.elbv2.models", "register_certificate", register)
