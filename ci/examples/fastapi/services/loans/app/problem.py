"""Errors as RFC 9457 has them: a program decides by the type, a person reads the detail."""

import logging
from enum import Enum
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException


class Kind(Enum):
    MALFORMED = 400, "The request cannot be read"
    INVALID = 400, "The request says something that cannot be"
    NO_SUCH_PATH = 404, "No such path"
    MISSING = 404, "It is not there"
    WRONG_METHOD = 405, "The path does not take this method"
    CONFLICT = 409, "It is in a state that does not allow this"
    OUT_OF_STOCK = 409, "There is less than is wanted"
    IN_PROGRESS = 409, "The same request is being answered"
    CHANGED = 412, "It was changed meanwhile"
    KEY_REUSED = 422, "The key stands for another request"
    FAULT = 500, "The service failed"
    UNAVAILABLE = 503, "Something that the service needs does not answer"


class Problem(HTTPException):
    def __init__(self, kind: Kind, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(kind.value[0], detail, headers)
        self.kind = kind


class Body(BaseModel):
    type: str
    title: str
    status: int
    detail: str


# For the OpenAPI document, where FastAPI would write its own 422.
RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem", "content": {"application/problem+json": {"schema": Body.model_json_schema()}}}
}


async def refused(_: Request, error: HTTPException) -> Response:
    known = {404: Kind.NO_SUCH_PATH, 405: Kind.WRONG_METHOD}
    kind = error.kind if isinstance(error, Problem) else known.get(error.status_code, Kind.MALFORMED)
    status, title = kind.value
    body = Body(type=f"urn:problem-type:library:{kind.name.lower().replace('_', '-')}", title=title, status=status, detail=error.detail)
    return JSONResponse(body.model_dump(), status, error.headers, media_type="application/problem+json")


async def invalid(request: Request, error: RequestValidationError) -> Response:
    wrong = error.errors()
    where = "json" if wrong[0]["type"] == "json_invalid" else wrong[0]["loc"][0]
    kind = {"path": Kind.MISSING, "body": Kind.INVALID}.get(where, Kind.MALFORMED)
    return await refused(request, Problem(kind, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong)))


async def fault(request: Request, _: Exception) -> Response:
    return await refused(request, Problem(Kind.FAULT, "look into the log of the service"))


async def unavailable(request: Request, error: Exception) -> Response:
    logging.getLogger("uvicorn.error").warning("%s %s: %r", request.method, request.url.path, error)
    return await refused(request, Problem(Kind.UNAVAILABLE, "the database or the books do not answer: try again", {"Retry-After": "1"}))


def install(app: FastAPI, *dependencies: type[Exception]) -> None:
    """Answers each error as a problem, and what a dependency fails with as a 503."""
    handlers: dict[type[Exception], Any] = {HTTPException: refused, RequestValidationError: invalid, Exception: fault}
    for error, handler in (handlers | dict.fromkeys(dependencies, unavailable)).items():
        app.add_exception_handler(error, handler)
