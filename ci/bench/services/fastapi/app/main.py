"""The FastAPI half of the comparison: the same two endpoints as services/gin, as a service of one's own would have them."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Path, Request
from pydantic import BaseModel

from app.offers import Offers, Wish, compare

SELECT_PRODUCT = "SELECT id, sku, name, price_cents, currency FROM products WHERE id = $1"


class Product(BaseModel):
    id: int
    sku: str
    name: str
    price_cents: int
    currency: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Without a URL it is the database of PGHOST, PGUSER and the others, as for libpq.
    pool = asyncpg.create_pool(os.environ.get("DATABASE_URL"), min_size=1, max_size=int(os.environ["POOL_SIZE"]))
    async with pool:
        app.state.pool = pool
        yield


app = FastAPI(title="bench", lifespan=lifespan)


async def database(request: Request) -> asyncpg.Pool:  # a plain def would run in a thread
    return request.app.state.pool


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/offers")
async def post_offers(wish: Wish) -> Offers:
    return compare(wish)


@app.get("/products/{id}")
async def get_product(
    id: Annotated[int, Path(ge=-(2**31), lt=2**31)], pool: Annotated[asyncpg.Pool, Depends(database)]
) -> Product:
    row = await pool.fetchrow(SELECT_PRODUCT, id)
    if row is None:
        raise HTTPException(status_code=404, detail="there is no such product")
    return Product(**row)
