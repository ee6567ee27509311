"""Launch templates: moto keeps the user data of a second version in another form than its own instances can read.

CreateLaunchTemplate turns UserData into moto's base64 type; CreateLaunchTemplateVersion stores the bare text, on which every launch
from that version ends in an AssertionError. So a changed launch template broke the Auto Scaling group that used it.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.core.types import Base64EncodedString
    from moto.ec2.utils import parse_user_data

    def initialise(original: Any, self: Any, template: Any, number: int, data: dict[str, Any], description: str) -> None:
        user_data = data.get("UserData")
        if user_data is not None and not isinstance(user_data, Base64EncodedString):
            data["UserData"] = parse_user_data(user_data)
        original(self, template, number, data, description)

    patching.wrap("moto.ec2.models.launch_templates", "LaunchTemplateVersion.__init__", initialise)
