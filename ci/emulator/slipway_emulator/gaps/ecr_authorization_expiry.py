"""ECR: the token that moto gives out expired in 2015, so a client that looks at the date refuses it. AWS's lasts twelve hours, and is the
role's that asked for it; moto's is everybody's."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any

from .. import patching
from ..iam import registry


def apply() -> None:
    from moto.core.utils import utcnow

    def get_authorization_token(original: Any, self: Any) -> Any:
        answer = original(self)
        password = registry.password(self.get_access_key())
        for entry in answer.result["authorizationData"]:
            entry["expiresAt"] = utcnow() + timedelta(hours=12)
            if password:
                entry["authorizationToken"] = b64encode(f"AWS:{password}".encode()).decode()
        return answer

    patching.wrap("moto.ecr.responses", "ECRResponse.get_authorization_token", get_authorization_token)
