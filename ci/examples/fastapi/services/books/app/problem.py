"""Errors as RFC 9457 has them: a program decides by the type, a person reads the detail."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class Problem(HTTPException):
    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(status, detail)
        self.kind = kind


def answer(status: int, kind: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": kind, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def raised(_: Request, error: HTTPException) -> JSONResponse:
    kind = f"urn:problem-type:library:{error.kind}" if isinstance(error, Problem) else "about:blank"
    return answer(error.status_code, kind, error.detail, error.headers)


async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return answer(400, "urn:problem-type:library:invalid", wrong)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, raised)
    app.add_exception_handler(RequestValidationError, invalid)
