"""A refusal as the service writes it: its code, its words, its protocol."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

# Codes of services that do not say AccessDenied.
CODES = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}

S3 = "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>slipway</RequestId></Error>"
EC2 = "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>slipway</RequestID></Response>"
QUERY = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>slipway</RequestId></ErrorResponse>"
)


def refusal(service: str, protocol: str, message: str) -> tuple[str, bytes]:
    """Return the content type and the body of a refusal by the service with IAM's prefix."""
    code = CODES.get(service, "AccessDeniedException" if "json" in protocol else "AccessDenied")
    if "json" in protocol:
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    if service == "ec2":
        message = f"You are not authorized to perform this operation. {message}"
    form = S3 if service == "s3" else EC2 if service == "ec2" else QUERY
    return "text/xml", form.format(code=code, message=escape(message)).encode()


def protocol_of(environ: dict[str, str]) -> str:
    """Guess the protocol of a call that can't be read."""
    kind = environ.get("CONTENT_TYPE", "")
    if environ.get("HTTP_X_AMZ_TARGET") or "json" in kind:
        return "json"
    return "query" if "form-urlencoded" in kind else "rest-xml"
