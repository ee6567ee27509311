"""Who has which book. The database's URL is a secret that ECS puts into the environment."""

import os
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI

router = APIRouter(prefix="/loans")


@router.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/database")
def database() -> dict[str, str | None]:
    """Where the loans are kept, without the password."""
    return {"host": urlsplit(os.environ.get("DATABASE_URL", "")).hostname}


app = FastAPI(title="loans")
app.include_router(router)
