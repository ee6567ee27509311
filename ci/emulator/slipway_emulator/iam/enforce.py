"""Before moto: a call that its role may not make is answered as AWS answers it. The gateway is told what each call needed.

SLIPWAY_IAM=off lets every call pass; the record then has what would have been refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from . import answers
from .judge import Verdict, verdict

# The gateway asks for the record with this header of a request, and takes it from the same one of the answer.
HEADER = "X-Slipway-Iam"
ASKED = "HTTP_X_SLIPWAY_IAM"

OWN = "/_slipway/", "/moto-api/"


def off() -> bool:
    return os.environ.get("SLIPWAY_IAM", "on").lower() == "off"


def before(application: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what the role of a call may not do, and pass on everything else."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ.get("PATH_INFO", "").startswith(OWN):
            return application(environ, start_response)
        asked = environ.pop(ASKED, None) is not None
        found = verdict(environ)
        if found is None or not (asked or found.refused):
            return application(environ, start_response)
        record = [(HEADER, json.dumps(found.record()))] if asked else []

        def recorded(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, headers + record, *rest)

        if found.refused and not off():
            return refuse(environ, recorded, found)
        return application(environ, recorded)

    return call


def refuse(environ: dict[str, Any], start_response: Callable[..., Any], found: Verdict) -> Iterable[bytes]:
    """Answer as the service does, in the protocol of the call."""
    protocol = found.call.protocol if found.call else answers.protocol_of(environ)
    kind, body = answers.refusal(found.service, protocol, str(found.refused))
    start_response("403 Forbidden", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
