"""ECR: the token that moto gives out expired in 2015, so a client that looks at the date refuses it. AWS's lasts twelve hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .. import patching


def apply() -> None:
    from moto.core.utils import utcnow

    def get_authorization_token(original: Any, self: Any) -> Any:
        answer = original(self)
        for entry in answer.result["authorizationData"]:
            entry["expiresAt"] = utcnow() + timedelta(hours=12)
        return answer

    patching.wrap("moto.ecr.responses", "ECRResponse.get_authorization_token", get_authorization_token)
