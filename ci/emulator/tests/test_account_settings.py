"""The gap ecs_account_settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Aws = Callable[[str], Any]

TRUNKING = "awsvpcTrunking"


def test_a_default_holds_once_it_is_put(aws: Aws) -> None:
    ecs = aws("ecs")
    assert ecs.list_account_settings(name=TRUNKING)["settings"] == []
    before = ecs.list_account_settings(name=TRUNKING, effectiveSettings=True)["settings"]
    assert [(s["name"], s["value"]) for s in before] == [(TRUNKING, "disabled")]
    put = ecs.put_account_setting_default(name=TRUNKING, value="enabled")["setting"]
    assert put["principalArn"] == "arn:aws:iam::123456789012:root", "the provider knows a default by its principal"
    after = ecs.list_account_settings(name=TRUNKING, effectiveSettings=True)["settings"]
    assert after == [put]
