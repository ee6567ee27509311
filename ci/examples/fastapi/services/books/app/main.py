"""The books of a small library."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from botocore.exceptions import BotoCoreError, ClientError
from fastapi import APIRouter, FastAPI, Request, Response

from app import books, problem
from app.library import Library
from app.models import Health
from app.table import Moved, from_environment

router = APIRouter(prefix="/books")


@router.get("/healthz")
async def healthz() -> Health:
    """Asks nobody: ECS stops tasks that fail it, and a new task would have the same table."""
    return Health(status="alive")


@router.get("/readyz", responses={503: {"model": Health}})
def readyz(request: Request, response: Response) -> Health:
    table = request.app.state.library.table
    try:
        table.check()
    except (BotoCoreError, ClientError):
        response.status_code = 503
        return Health(status="unavailable", checks={"table": "failed"})
    return Health(status="ready", checks={"table": "ok"})


@router.get("/version")
async def version() -> dict[str, str]:
    return {"service": "books", "digest": os.environ.get("IMAGE_DIGEST", "")}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.library = Library(from_environment())
    yield


# The load balancer leads here what begins with /books, the document and its page with it.
app = FastAPI(title="books", lifespan=lifespan, openapi_url="/books/openapi.json", docs_url="/books/docs", redoc_url=None)
app.include_router(router)
app.include_router(books.router)
problem.install(app, BotoCoreError, ClientError, Moved)
