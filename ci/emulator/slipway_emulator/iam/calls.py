"""What a request asks for: the operation and its parameters, by the models of botocore, and whose key signed it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model

# Services whose name in a signature is not botocore's, and those whose prefix in IAM is not botocore's.
BOTOCORE = {
    "elasticloadbalancing": "elbv2", "email": "ses", "monitoring": "cloudwatch", "servicequotas": "service-quotas",
    "tagging": "resourcegroupstaggingapi",
}
PREFIX = {"elbv2": "elasticloadbalancing", "resourcegroupstaggingapi": "tag", "service-quotas": "servicequotas"}

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[0-9]{8}/([^/]+)/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Signature:
    key: str
    region: str
    service: str


@dataclass(frozen=True)
class Call:
    service: str  # IAM's prefix
    operation: str
    parameters: dict[str, Any]
    region: str
    protocol: str
    model: OperationModel | None  # None where nobody knows the operation


def signature(environ: dict[str, Any]) -> Signature | None:
    """Return what the request says of its signature, in a header or in its address, or None where it has none."""
    query = Request(environ).args.get("X-Amz-Credential")
    said = f"Credential={query}" if query else environ.get("HTTP_AUTHORIZATION", "")
    found = CREDENTIAL.search(said)
    return Signature(*found.groups()) if found else None


def read(environ: dict[str, Any], signed: Signature) -> Call:
    """Return the call of a request, whose body can be read again afterwards. ValueError says what is unknown in it."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    name = BOTOCORE.get(signed.service, signed.service)
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    prefix = PREFIX.get(name, name)
    try:
        service = get_service_model(name)
        operation, in_path = get_service_router(name).match(request)
        protocol = determine_request_protocol(service, request.content_type)
        # A stored object is no parameter that a policy could ask for, and long.
        stored = b"" if (name, operation.name) in [("s3", "PutObject"), ("s3", "UploadPart")] else body
        parameters = PROTOCOL_PARSERS[protocol](operation).parse({
            "method": request.method, "values": request.values, "headers": request.headers, "body": stored,
            "url_path": request.path, "url_params": in_path,
        })
    except Exception as err:  # of many kinds: whatever can't be read is not known
        said = environ.get("HTTP_X_AMZ_TARGET") or request.values.get("Action") or f"{request.method} {request.path}"
        raise Unreadable(prefix, said.rsplit(".", 1)[-1], f"{type(err).__name__}: {err}") from err
    return Call(prefix, operation.name, parameters, signed.region, protocol, operation)


class Unreadable(ValueError):
    """A call that the models of botocore do not know, or that is not written as they say."""

    def __init__(self, service: str, operation: str, reason: str) -> None:
        super().__init__(f"{service}:{operation} can't be read: {reason}")
        self.service, self.operation = service, operation
