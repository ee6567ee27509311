"""CloudWatch's newer protocol: SDKs speak RPC v2 in CBOR to it, and moto knows the forms that it took before."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import cbor2
from botocore.awsrequest import HeadersDict
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

# The services that moto knows by forms alone, by the name that the path has.
SERVICES = {"GraniteServiceVersion20100801": "cloudwatch"}
CALL = re.compile(r"/service/(\w+)/operation/(\w+)")
HEADERS = [("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")]


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def before(application: Callable[..., Any]) -> Callable[..., Any]:
    """Make a form of such a call, and its protocol of the answer. All other calls pass."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = CALL.fullmatch(environ.get("PATH_INFO", ""))
        if not found or found[1] not in SERVICES:
            passed: Iterable[bytes] = application(environ, start_response)
            return passed
        operation = _model(SERVICES[found[1]]).operation_model(found[2])
        length = int(environ.get("CONTENT_LENGTH") or 0)
        asked = cbor2.loads(environ["wsgi.input"].read(length)) if length else {}
        form = urlencode(create_serializer("query", False).serialize_to_request(asked, operation)["body"]).encode()
        began: list[tuple[str, list[tuple[str, str]]]] = []
        inner = environ | {
            "PATH_INFO": "/", "RAW_URI": "/", "REQUEST_URI": "/", "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)), "wsgi.input": io.BytesIO(form),
        }
        answer = b"".join(application(inner, lambda line, headers, _error=None: began.append((line, headers))))
        status, headers = began[0]
        told = [*HEADERS, *((name, value) for name, value in headers if name.lower() not in ("content-type", "content-length"))]
        parsed = create_parser("query").parse(
            {"status_code": int(status.split()[0]), "headers": HeadersDict(), "body": answer}, operation.output_shape,
        )
        parsed.pop("ResponseMetadata", None)
        error = parsed.get("Error")
        if error:
            start_response(status, [*told, ("x-amzn-query-error", f"{error['Code']};Sender")])
            return [cbor2.dumps({"__type": error["Code"], "message": error.get("Message", "")})]
        start_response(status, told)
        return [cbor2.dumps(parsed, datetime_as_timestamp=True)]

    return call
