"""The loans of a small library. The database's URL is a secret that ECS puts into the environment."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from app import loans, problem
from app.books import Books
from app.desk import give_back, sweep
from app.models import Health
from app.store import Store

router = APIRouter(prefix="/loans")


@router.get("/healthz")
async def healthz() -> Health:
    """Asks nobody: ECS stops tasks that fail it, and a new task would have the same database."""
    return Health(status="alive")


@router.get("/readyz", responses={503: {"model": Health}})
def readyz(request: Request, response: Response) -> Health:
    state, checks = request.app.state, {}
    for name, needed in {"database": state.store, "books": state.books}.items():
        if needed.url:
            try:
                needed.check()
                checks[name] = "ok"
            except (SQLAlchemyError, httpx.HTTPError):
                checks[name] = "failed"
    ready = "failed" not in checks.values()
    response.status_code = 200 if ready else 503
    return Health(status="ready" if ready else "unavailable", checks=checks)


@router.get("/version")
async def version() -> dict[str, str]:
    return {"service": "loans", "digest": os.environ.get("IMAGE_DIGEST", "")}


@router.get("/database")
async def database() -> dict[str, str | None]:
    """Where the loans are kept, without the password."""
    return {"host": urlsplit(os.environ.get("DATABASE_URL", "")).hostname}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    store, books = Store(os.environ.get("DATABASE_URL")), Books(os.environ.get("BOOKS_URL"))
    app.state.store, app.state.books = store, books
    await asyncio.to_thread(give_back, store, books)  # opens the database, and warns where there is none
    sweeping = asyncio.create_task(sweep(store, books))
    yield
    sweeping.cancel()
    books.client.close()


# The load balancer leads here what begins with /loans, the document and its page with it.
app = FastAPI(title="loans", lifespan=lifespan, openapi_url="/loans/openapi.json", docs_url="/loans/docs", redoc_url=None)
app.include_router(router)
app.include_router(loans.router)
problem.install(app, SQLAlchemyError, httpx.HTTPError)
